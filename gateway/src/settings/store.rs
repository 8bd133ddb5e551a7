//! The settings of the [store](crate::store) that gateways share.
//!
//! Owns its keys. Refuses a password where it would be seen: in the file, which gets copied and
//! shown, and on the command line, which every user of the machine can read.

use std::time::Duration;

use super::rules::{Wrong, time};
use super::secret::{self, Keys};
use super::section::Section;
use super::source::Place;
use crate::store::{StoreAddress, StoreSettings};

/// The longest time for a call; a question waits for two or three of them.
const LONGEST: Duration = Duration::from_secs(10);

const PASSWORD: Keys = Keys { plain: "password", file: "password_file", env: "password_env" };

/// Reads `[store]`.
pub(super) fn read(mut section: Section<'_>) -> Option<StoreSettings> {
    let address = section.read("url", address);
    let deadline = section.read_or("deadline", StoreSettings::DEADLINE, time(LONGEST));
    let password = secret::read(&mut section, &PASSWORD);
    let in_address = address.as_ref().is_some_and(StoreAddress::has_password);
    if in_address && !matches!(section.place("url"), Some(Place::Variable(_))) {
        let sentence = "must hold no password: put that into a file and name it with \
                        `password_file`, or into ASK_DOCS_STORE_PASSWORD";
        section.wrong("url", sentence);
    }
    if let Some((_, place)) = password.as_ref().filter(|_| in_address) {
        section.source().wrong(place, "is a second password beside that of the address");
    }
    if section.place("url").is_none() && secret::is_named(&mut section, &PASSWORD) {
        section.wrong("url", "must say where the store of this password is");
    }
    section.finish();
    let address = match password {
        Some((password, _)) => address?.with_password(&password),
        None => address?,
    };
    Some(StoreSettings { address, deadline })
}

fn address(text: &str) -> Result<StoreAddress, Wrong> {
    // A password may stand in it.
    StoreAddress::parse(text).ok_or_else(|| {
        Wrong::private("must be an address of Redis (redis://host:6379, or rediss: over TLS)")
    })
}
