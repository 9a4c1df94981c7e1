//! Written by contact.
