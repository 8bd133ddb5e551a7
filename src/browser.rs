//! Everything that only a browser can do, each as a value that cleans up when it is dropped.

pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod fetch;
pub(crate) mod hooks;
pub(crate) mod links;

pub(crate) mod clipboard;
pub(crate) mod element;
pub(crate) mod events;
pub(crate) mod highlight;
pub(crate) mod in_view;
pub(crate) mod intl;
#[cfg(feature = "component")]
pub(crate) mod languages;
pub(crate) mod listener;
pub(crate) mod object;
pub(crate) mod page;
pub(crate) mod repaint;
pub(crate) mod storage;
mod styles;

pub(crate) mod api;
