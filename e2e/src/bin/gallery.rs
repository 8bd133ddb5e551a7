//! Takes the pictures of the documentation and writes its gallery. Run by `cargo xtask gallery`.

use anyhow::Result;

#[tokio::main]
async fn main() -> Result<()> {
    ask_docs_e2e::gallery::make().await
}
