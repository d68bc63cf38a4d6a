//! The search page.

use ::chat::{Series, Tag};
use anyhow::Result;
use jiff::tz::TimeZone;
use pages::{Found, Hit, Known, Order, Query, SearchPage};
use store::Search;

use super::Library;
use crate::commands::time_of;

/// Hits on one page.
const PER_PAGE: usize = 30;

/// What a reader asked for in the form.
pub(crate) type Asked = Query;

impl Library<'_> {
    /// The search page, with what was found if anything was asked.
    pub(crate) fn search(&self, asked: &Asked) -> Result<String> {
        let wanted = [&asked.q, &asked.tag, &asked.author, &asked.since, &asked.until];
        let series: Vec<&Series> = self.series.iter().collect();
        let mut known = Known::default();
        for series in &self.series {
            known.add_series(&series.tag);
        }
        let mut page = SearchPage {
            site: self.site,
            query: asked,
            found: None,
            problem: None,
            series: &series,
            known: &known,
        };
        if wanted.iter().all(|field| field.trim().is_empty()) {
            return Ok(page.render());
        }
        let hits = match self.looked_up(asked) {
            Ok(hits) => hits,
            Err(problem) => {
                let problem = problem.to_string();
                page.problem = Some(&problem);
                return Ok(page.render());
            }
        };
        let parents = self.parents(hits.posts.iter().map(|kept| &kept.post))?;
        let mut known = known.clone();
        for parent in &parents {
            known.add_post(parent);
        }
        self.tell_pictures(hits.posts.iter().map(|kept| &kept.post), &mut known)?;
        page.known = &known;
        let mut found = Found { total: hits.total as u64, hits: Vec::new(), per_page: PER_PAGE };
        for kept in &hits.posts {
            found.hits.push(Hit { post: &kept.post, sitting: self.sitting(&kept.post)? });
        }
        page.found = Some(&found);
        Ok(page.render())
    }

    fn looked_up(&self, asked: &Asked) -> Result<store::Hits> {
        let tag = Tag::new(&asked.tag);
        let zone =
            tag.as_ref().and_then(|tag| self.series_of(tag)).map_or(TimeZone::UTC, Series::zone);
        let filled = |field: &str| Some(field.trim().to_owned()).filter(|f| !f.is_empty());
        let day = |field: &str, whole_day| {
            filled(field).map(|text| time_of(&text, &zone, whole_day)).transpose()
        };
        let search = Search {
            query: asked.q.clone(),
            tag,
            author: filled(&asked.author),
            since: day(&asked.since, false)?,
            until: day(&asked.until, true)?,
            order: match asked.order {
                Order::Best => store::Order::Best,
                Order::Newest => store::Order::Newest,
            },
            limit: PER_PAGE,
            offset: asked.page.saturating_sub(1).saturating_mul(PER_PAGE),
        };
        Ok(self.archive.search(&search)?)
    }
}
