//! People: how they are named, and where their payments and relays are looked up.
