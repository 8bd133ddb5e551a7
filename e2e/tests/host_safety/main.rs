//! The widget as a guest on pages of every kind: under strict policies, with missing pieces, among
//! styles and scripts that mean harm, and gone without a trace when it is removed.

mod stage;

mod failures;
mod policies;

mod scripts;
mod styles;

mod instances;
mod navigation;
mod removal;

mod by_keyboard;
mod focus;
mod keys;
mod modes;
