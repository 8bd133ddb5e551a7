//! What is written about the settings is what the table of settings says.

use std::fs;

use xtask::{project, types};

#[test]
fn the_types_and_the_reference_are_what_the_table_of_settings_says() {
    for (file, expected) in types::expected().expect("the docs have a place for the table") {
        let found = fs::read_to_string(project::root().join(file)).unwrap_or_default();
        assert!(found == expected, "{file} is not what the settings say; run `cargo xtask types`");
    }
}
