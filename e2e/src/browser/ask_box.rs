//! The box of a page as a reader meets it: found, read and typed into. It asserts nothing.

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use crate::until;

/// The box of a page: everything is found inside its shadow root.
#[derive(Clone, Debug)]
pub struct AskBox {
    pub(super) root: WebElement,
}

impl AskBox {
    /// The element that `selector` names.
    ///
    /// # Errors
    /// When there is none within the time.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        until(selector, || async { Ok(Some(self.root.find(By::Css(selector)).await?)) }).await
    }

    /// All elements that `selector` names now.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn all(&self, selector: &str) -> Result<Vec<WebElement>> {
        Ok(self.root.find_all(By::Css(selector)).await?)
    }

    /// The text of the element that `selector` names, once `wanted` likes it.
    ///
    /// # Errors
    /// When it never does.
    pub async fn text(&self, selector: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let found = until(selector, || async {
            let text = self.root.find(By::Css(selector)).await?.text().await?;
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text of `{selector}`"))
    }

    /// Types `question` into the field and sends it with Enter.
    ///
    /// # Errors
    /// When there is no field.
    pub async fn ask(&self, question: &str) -> Result<()> {
        let field = self.find("textarea").await?;
        field.send_keys(question).await?;
        Ok(field.send_keys(Key::Enter + "").await?)
    }

    /// What the field holds.
    ///
    /// # Errors
    /// When there is no field.
    pub async fn draft(&self) -> Result<String> {
        Ok(self.find("textarea").await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until the status tells that the answer is whole.
    ///
    /// # Errors
    /// When it never is.
    pub async fn completed(&self) -> Result<String> {
        self.text_content("[part=status]", |text| text.starts_with("Answer complete")).await
    }

    /// As [`text`](Self::text), for an element that is there for assistive technology alone.
    ///
    /// # Errors
    /// When `wanted` never likes it.
    pub async fn text_content(
        &self,
        selector: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let found = until(selector, || async {
            let element = self.root.find(By::Css(selector)).await?;
            let text = element.prop("textContent").await?.unwrap_or_default();
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text content of `{selector}`"))
    }
}
