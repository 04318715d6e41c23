//! Nothing but a link: SQLCipher calls AWS-LC, and this makes it part of the program.

use aws_lc_sys as _;
