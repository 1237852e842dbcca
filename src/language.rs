//! Which language a person reads: Simplified Chinese unless they ask for English.

/// A language of the texts that people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The text of this language from a pair of Chinese and English.
    pub const fn of<'a>(self, (chinese, english): (&'a str, &'a str)) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// The language that an `Accept-Language` header prefers; of `zh` and `en` the one with the higher weight.
    pub fn from_accept_language(header: &str) -> Self {
        let weight = |language: &str| {
            header
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';');
                    let tag = parts.next()?.trim().to_ascii_lowercase();
                    let quality = parts
                        .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
                        .unwrap_or(1.0);
                    let primary = tag.split('-').next()?;
                    (primary == language).then_some(quality)
                })
                .fold(0.0_f32, f32::max)
        };
        if weight("en") > weight("zh") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// The language of a POSIX locale such as `en_US.UTF-8`; anything but English is Chinese.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("en") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        self.of(("zh-CN", "en"))
    }
}
