//! The index: which sections hold the words of a question.
//!
//! Owns tantivy. Refuses to decide what is a good answer; that is [`ranking`](super::ranking)'s.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

use super::words;

/// What is indexed of a section.
pub(super) struct Text {
    /// The title of its page, and what the page is nested in.
    pub page: String,
    /// Its heading, and those it is nested in.
    pub heading: String,
    /// What stands under it, without marks.
    pub body: String,
}

/// An index in memory, complete and unchanging.
pub(super) struct Search {
    searcher: Searcher,
    fields: Fields,
}

/// Builds a [`Search`].
pub(super) struct Builder {
    index: Index,
    writer: IndexWriter,
    fields: Fields,
    /// The number of the next section.
    next: u64,
}

#[derive(Clone, Copy)]
struct Fields {
    page: Field,
    heading: Field,
    body: Field,
    number: Field,
}

/// How much more a word counts in the title of the page, and in a heading, than in the body.
const PAGE_BOOST: f32 = 1.4;
const HEADING_BOOST: f32 = 2.6;

/// The name of the analyzer in the schema.
const ANALYZER: &str = "words";

/// Memory the writer fills before it writes a segment, in bytes for each thread.
const MEMORY: usize = 64 * 1024 * 1024;

impl Builder {
    /// An empty index; `large` ones are written by several threads.
    ///
    /// # Errors
    /// tantivy's.
    pub(super) fn new(large: bool) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(ANALYZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields = Fields {
            page: schema.add_text_field("page", text.clone()),
            heading: schema.add_text_field("heading", text.clone()),
            body: schema.add_text_field("body", text),
            number: schema.add_u64_field("number", FAST),
        };
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register(ANALYZER, words::for_text());
        let available = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if large { available.min(4) } else { 1 };
        let writer = index.writer_with_num_threads(threads, threads * MEMORY)?;
        Ok(Self { index, writer, fields, next: 0 })
    }

    /// Adds the next section; sections are numbered in the order they are added.
    ///
    /// # Errors
    /// tantivy's.
    pub(super) fn add(&mut self, text: &Text) -> tantivy::Result<()> {
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.page, &text.page);
        document.add_text(self.fields.heading, &text.heading);
        document.add_text(self.fields.body, &text.body);
        document.add_u64(self.fields.number, self.next);
        self.next += 1;
        self.writer.add_document(document)?;
        Ok(())
    }

    /// The index, complete.
    ///
    /// # Errors
    /// tantivy's.
    pub(super) fn finish(mut self) -> tantivy::Result<Search> {
        self.writer.commit()?;
        self.writer.wait_merging_threads()?;
        let searcher = self.index.reader()?.searcher();
        Ok(Search { searcher, fields: self.fields })
    }
}

impl Search {
    /// How many sections there are.
    pub(super) fn sections(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// In how many sections `term` stands.
    pub(super) fn frequency(&self, term: &str) -> u64 {
        let fields = [self.fields.body, self.fields.heading, self.fields.page];
        let frequency = |field| self.searcher.doc_freq(&Term::from_field_text(field, term));
        fields.into_iter().filter_map(|field| frequency(field).ok()).max().unwrap_or(0)
    }

    /// The numbers of the sections that hold any of `terms`, with their BM25 scores, best first.
    pub(super) fn candidates(&self, terms: &[&str], limit: usize) -> Vec<(f32, usize)> {
        let fields = [
            (self.fields.page, PAGE_BOOST),
            (self.fields.heading, HEADING_BOOST),
            (self.fields.body, 1.0),
        ];
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for term in terms {
            for (field, boost) in fields {
                let term = Term::from_field_text(field, term);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost))));
            }
        }
        let top = TopDocs::with_limit(limit.max(1)).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &top);
        let found = found.unwrap_or_else(|cause| {
            tracing::error!(%cause, "the index could not be searched");
            Vec::new()
        });
        let numbered = found.into_iter().filter_map(|(score, address)| {
            let segment = self.searcher.segment_reader(address.segment_ord);
            let numbers = segment.fast_fields().u64("number").ok()?;
            let number = numbers.first(address.doc_id)?;
            Some((score, usize::try_from(number).ok()?))
        });
        numbered.collect()
    }

    /// Every term of the bodies for which `is_similar` holds, up to `limit`.
    pub(super) fn similar(&self, is_similar: impl Fn(&str) -> bool, limit: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(self.fields.body) else { continue };
            let Ok(mut terms) = index.terms().stream() else { continue };
            while let Some((term, _)) = terms.next() {
                let Ok(term) = std::str::from_utf8(term) else { continue };
                if found.len() < limit
                    && is_similar(term)
                    && !found.iter().any(|known| known == term)
                {
                    found.push(term.to_owned());
                }
            }
        }
        found
    }
}
