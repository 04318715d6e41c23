#!/usr/bin/env perl
# Prints every `a::b::c` path of Rust files as "FILE<tab>PATH", one a line, with `use` groups spelled
# out (`use crate::{keys, relay::Port}` gives crate::keys and crate::relay::Port). Comments, literals
# and #[cfg(test)] items are left out. It reads tokens, not types: a path built by a macro is not seen.
use strict;
use warnings;

# Splits the inside of a brace group at its own commas and prints each part with the prefix.
sub expand {
    my ($file, $prefix, $group) = @_;
    my $part = qr/(?:[^{},]++|(\{(?:[^{}]++|(?1))*\}))+/;
    while ($group =~ /($part)/g) {
        my $item = $1;
        $item =~ s/\s+//g;
        if ($item =~ /^((?:\w+::)*)\{(.*)\}$/s) { expand($file, $prefix . $1, $2) }
        elsif ($item =~ /^(\w+(?:::\w+)*(?:::\*)?|\*)/) { print "$file\t$prefix$1\n" }
    }
}

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    my $code = <$in>;
    # Comments, then raw strings, strings and characters, in one pass so that none hides in another.
    $code =~ s{//[^\n]*|/\*.*?\*/|\br(\#*)".*?"\g1|"(?:\\.|[^"\\])*"|'(?:\\.[^\n']*|[^\\'])'}{ "" }gsx;
    my $block = qr/(\{(?:[^{}]++|(?-1))*\})/;
    $code =~ s/#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:(?:pub(?:\([^)]*\))?\s+)?use\s[^;]*;|[^;{]*(?:;|$block))//g;
    while ($code =~ /\b((?:\w+\s*::\s*)+)(?:(\w+|\*)|$block)/g) {
        my ($prefix, $last, $group) = ($1, $2, $3);
        $prefix =~ s/\s+//g;
        if (defined $group) { expand($file, $prefix, substr($group, 1, -1)) }
        else { print "$file\t$prefix$last\n" }
    }
}
