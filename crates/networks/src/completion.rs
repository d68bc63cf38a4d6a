//! Asking a language model behind an OpenAI-compatible address, which the user named.

use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};

use crate::Secret;
use crate::http::Http;

/// How long a model may take: twenty minutes, and a quarter of that before it says anything. On a small
/// computer it takes its time.
const THINKING: Duration = Duration::from_secs(1_200);

/// A model, and where it is.
#[derive(Debug, Clone)]
pub struct Model {
    /// The address that its paths begin with: `http://127.0.0.1:11434/v1`.
    pub url: Url,
    /// Its name there.
    pub name: String,
    /// What signs us in, where it is wanted.
    pub token: Option<Secret>,
}

/// A text is no address of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address looks like http://127.0.0.1:11434/v1, without a password")]
pub struct AddressError;

/// Why a model said nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompletionError {
    /// It could not be asked.
    #[error("{0}")]
    Unreachable(String),
    /// It answered something else than 200.
    #[error("it answers {0}")]
    Refused(u16),
    /// Its answer holds no words where they belong.
    #[error("its answer is no chat completion")]
    Other,
}

impl Model {
    /// Reads an address.
    ///
    /// # Errors
    /// [`AddressError`]. A text that may hold a password is not quoted.
    pub fn address(text: &str) -> Result<Url, AddressError> {
        let url: Url = text.parse().map_err(|_| AddressError)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
        (is_plain && is_web).then_some(url).ok_or(AddressError)
    }

    /// What the model answers to a task and the text that it is about.
    ///
    /// # Errors
    /// [`CompletionError`]; it quotes nothing of an answer.
    pub async fn complete(&self, task: &str, text: &str) -> Result<String, CompletionError> {
        let unreachable =
            |error: crate::http::AskError| CompletionError::Unreachable(error.to_string());
        let http = Http::new(self.token.as_ref(), THINKING).map_err(unreachable)?;
        let mut url = self.url.clone();
        url.set_path(&format!("{}/chat/completions", self.url.path().trim_end_matches('/')));
        let question = json!({
            "model": self.name,
            "temperature": 0,
            "messages": [
                { "role": "system", "content": task },
                { "role": "user", "content": text },
            ],
        });
        let answer = http.post(url, question.to_string()).await.map_err(unreachable)?;
        if answer.status != 200 {
            return Err(CompletionError::Refused(answer.status));
        }
        let found: Value =
            serde_json::from_str(&answer.body).map_err(|_| CompletionError::Other)?;
        let said = found["choices"][0]["message"]["content"].as_str();
        said.map(str::to_owned).ok_or(CompletionError::Other)
    }
}
