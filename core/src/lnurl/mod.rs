//! LNURL-pay (LUD-06/12/16/21): from a lightning address to a checked invoice.
