//! Answers drawn in a real browser.

mod page;

mod growing;
mod hostile;
mod kinds;
mod long;
mod pace;
mod reader;
