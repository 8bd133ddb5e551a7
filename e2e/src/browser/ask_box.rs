//! The box of a page as a reader meets it: found, read and typed into. It asserts nothing.

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::prelude::*;

use super::Engine;
use crate::until;

/// The box of a page: everything is found inside its shadow root.
///
/// By script, since each driver has its own way of searching a shadow root.
#[derive(Clone, Debug)]
pub struct AskBox {
    host: WebElement,
}

const FIRST: &str = "return arguments[0].shadowRoot?.querySelector(arguments[1]) ?? null";
const ALL: &str = "return [...arguments[0].shadowRoot.querySelectorAll(arguments[1])]";

impl AskBox {
    /// The box in `host`, if it can be used.
    pub(super) async fn of(host: WebElement) -> Result<Self> {
        let ask_box = Self { host };
        ask_box.first("textarea").await?;
        Ok(ask_box)
    }

    /// The box in `host` that is closed: its button.
    pub(super) async fn closed(host: WebElement) -> Result<Self> {
        let ask_box = Self { host };
        ask_box.first(".launcher").await?;
        Ok(ask_box)
    }

    async fn first(&self, selector: &str) -> Result<WebElement> {
        let given = vec![self.host.to_json()?, json!(selector)];
        let found = self.host.handle().execute(FIRST, given).await?;
        found.element().with_context(|| format!("find `{selector}` in the box"))
    }

    /// The element that `selector` names.
    ///
    /// # Errors
    /// When there is none within the time.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        until(selector, || async { Ok(Some(self.first(selector).await?)) }).await
    }

    /// All elements that `selector` names now.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn all(&self, selector: &str) -> Result<Vec<WebElement>> {
        let given = vec![self.host.to_json()?, json!(selector)];
        Ok(self.host.handle().execute(ALL, given).await?.elements()?)
    }

    /// The text of the element that `selector` names, once `wanted` likes it.
    ///
    /// # Errors
    /// When it never does.
    pub async fn text(&self, selector: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let found = until(selector, || async {
            let text = self.first(selector).await?.text().await?;
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text of `{selector}`"))
    }

    /// Types `question` into the field and sends it with Enter.
    ///
    /// # Errors
    /// When there is no field.
    pub async fn ask(&self, question: &str) -> Result<()> {
        // The loader's field gives way to the box's own once it is used.
        self.click_field().await?;
        let field = self.find("form[part=form] textarea").await?;
        Ok(field.send_keys(question.to_owned() + Key::Enter).await?)
    }

    /// Goes into the field, as a reader who wants to ask, and waits until that has brought the box.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn enter(&self) -> Result<()> {
        self.click_field().await?;
        self.find("[part=status]").await?;
        Ok(())
    }

    /// Clicks into the field.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_field(&self) -> Result<()> {
        if Engine::chosen()? != Engine::WebKit {
            return self.click("textarea").await;
        }
        // Its driver takes the element around a shadow root for something that covers the field,
        // and refuses a click. A pointer finds the field all the same.
        // The first press in a window may be lost.
        let is_in = "return arguments[0].shadowRoot.activeElement?.localName === 'textarea'";
        until("the field has focus", || async {
            let field = self.first("textarea").await?;
            field.scroll_into_view().await?;
            let chain = self.host.handle().action_chain().move_to_element_center(&field);
            chain.click().perform().await?;
            let focused = self.host.handle().execute(is_in, vec![self.host.to_json()?]).await?;
            Ok((*focused.json() == true).then_some(()))
        })
        .await
    }

    /// Clicks the element that `selector` names, once it can be clicked.
    ///
    /// # Errors
    /// When it never can.
    pub async fn click(&self, selector: &str) -> Result<()> {
        until(selector, || async { Ok(Some(self.first(selector).await?.click().await?)) }).await
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
            let element = self.first(selector).await?;
            let text = element.prop("textContent").await?.unwrap_or_default();
            Ok(Some(text).filter(|text| wanted(text)))
        });
        found.await.with_context(|| format!("the text content of `{selector}`"))
    }
}
