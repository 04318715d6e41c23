#!/usr/bin/env perl
# The bindings' public surface, one line each, from the Swift source that UniFFI makes: Swift writes
# types and defaults out in full. Reads the file, prints the surface.
use strict;
use warnings;

local $/;
my $source = <>;
$source =~ s{/\*.*?\*/}{}gs;
$source =~ s{//[^\n]*}{}g;

sub one_line {
    my $text = shift;
    $text =~ s/\s+/ /g;
    $text =~ s/^ | $//g;
    $text =~ s/\( /(/g;
    $text =~ s/ \)/)/g;
    $text =~ s/\)(?=async|throws)/) /g;
    return $text;
}

# Machinery that no caller sees.
my $hidden = qr/^(?:FfiConverter|Uniffi|uniffi)|Impl$/;
my %surface;

while ($source =~ /^public\s+(protocol|struct|(?:indirect\s+)?enum)\s+(\w+)[^{]*\{\n(.*?)^\}/gms) {
    my ($what, $name, $body) = ($1, $2, $3);
    next if $name =~ $hidden;
    my @lines;
    if ($what eq 'protocol') {
        push @lines, one_line($1) while $body =~ /^\s*func\s+([^\n]+)/gm;
        $name =~ s/Protocol$//;
    } elsif ($what eq 'struct') {
        push @lines, one_line($1) while $body =~ /^\s*public\s+(?:let|var)\s+(\w+:[^\n{=]+)/gm;
        push @lines, one_line("init$1") if $body =~ /public\s+init(\(.*?\))\s*\{/s;
    } else {
        push @lines, one_line($1 . ($2 // '')) while $body =~ /^\s*case\s+(\w+)(\((?:[^()]|\([^()]*\))*\))?/gm;
    }
    $surface{$name} = [sort @lines];
}
while ($source =~ /^open class (\w+)[^{]*\{\n(.*?)^\}/gms) {
    my ($name, $body) = ($1, $2);
    next if $name =~ $hidden;
    push @{ $surface{$name} }, one_line("init$1") while $body =~ /^public convenience init(\(.*?\))\s*\{/gm;
    push @{ $surface{$name} }, one_line("static $1") while $body =~ /^public static func ([^\n{]+)/gm;
}
while ($source =~ /^public func (\w+)([^\n{]+)/gm) {
    push @{ $surface{functions} }, one_line("$1$2") unless $1 =~ $hidden;
}
print "$_\n", map { "    $_\n" } @{ $surface{$_} } for sort keys %surface;
