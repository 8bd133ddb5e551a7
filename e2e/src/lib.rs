//! End-to-end tests of the product.
