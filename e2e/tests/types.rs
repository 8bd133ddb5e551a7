//! The types for TypeScript, judged by its own compiler.

use anyhow::{Result, ensure};
use ask_docs_e2e::judge::compile;

#[tokio::test]
async fn what_owners_write_compiles_and_what_is_wrong_does_not() -> Result<()> {
    let complaints = compile().await?;
    ensure!(complaints.is_empty(), "{complaints}");
    Ok(())
}
