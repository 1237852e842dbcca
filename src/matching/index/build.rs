//! Writes the index of an edition into an empty folder, as one segment.

use super::GRAMS;
use super::NUMBER;
use super::broken;
use super::grams::GramTokenizer;
use super::grams::TOKENIZER;
use crate::error::Result;
use crate::matching::names::Names;
use std::path::Path;
use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::TantivyDocument;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::NumericOptions;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;
use tantivy::tokenizer::TextAnalyzer;

/// Memory that one segment may take while it is written; an edition of a million names fits into one segment.
const BUDGET_BYTES: usize = 400_000_000;

/// Indexes the core of every name with its number.
pub fn build(names: &Names, folder: &Path) -> Result<()> {
    let index = Index::create_in_dir(folder, schema()).map_err(broken)?;
    index
        .tokenizers()
        .register(TOKENIZER, TextAnalyzer::from(GramTokenizer::default()));
    let grams = index.schema().get_field(GRAMS).map_err(broken)?;
    let number = index.schema().get_field(NUMBER).map_err(broken)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, BUDGET_BYTES).map_err(broken)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for (at, core) in (0_u64..).zip(names.cores()) {
        let mut document = TantivyDocument::new();
        document.add_text(grams, core);
        document.add_u64(number, at);
        writer.add_document(document).map_err(broken)?;
    }
    writer.commit().map_err(broken)?;
    writer.wait_merging_threads().map_err(broken)
}

fn schema() -> Schema {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqs);
    schema.add_text_field(GRAMS, TextOptions::default().set_indexing_options(indexing));
    schema.add_u64_field(NUMBER, NumericOptions::default().set_fast());
    schema.build()
}
