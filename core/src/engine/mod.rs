//! The sagas that send and receive, and the events that the shells listen to.
