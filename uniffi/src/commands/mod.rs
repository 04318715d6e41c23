//! What a shell can ask of an open home, a file for each part of the app.

mod cards;
mod chat;
mod conversations;
mod identity;
mod messages;
mod people;
mod requests;
mod sending;
mod settings;
mod wallet;
