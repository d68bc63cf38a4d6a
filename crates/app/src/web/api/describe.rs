//! Parts of the description that no type of the libraries makes: bodies that are not plain JSON.

use aide::generate::GenContext;
use aide::openapi::{MediaType, OpenApi, ReferenceOr, Response, SchemaObject, StatusCode};
use schemars::JsonSchema;

/// A body of this media type, which holds such a value.
pub(super) fn body<T: JsonSchema>(
    context: &mut GenContext,
    media_type: &str,
    description: &str,
) -> Response {
    let json_schema = context.schema.subschema_for::<T>();
    let schema = Some(SchemaObject { json_schema, external_docs: None, example: None });
    let body = MediaType { schema, ..MediaType::default() };
    Response {
        description: description.to_owned(),
        content: [(media_type.to_owned(), body)].into_iter().collect(),
        ..Response::default()
    }
}

/// Adds what no handler's types tell: that nobody needs a key, and that what was asked wrongly is told as
/// any other problem; and leaves out what nothing refers to.
pub(super) fn complete(api: &mut OpenApi) {
    api.security = vec![Default::default()];
    let items = api.paths.iter_mut().flat_map(|paths| paths.paths.values_mut());
    for item in items.filter_map(|item| match item {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    }) {
        let responses = item.get.iter_mut().filter_map(|get| get.responses.as_mut());
        for responses in responses {
            if let Some(problem) = responses.default.clone() {
                responses.responses.insert(StatusCode::Range(4), problem);
            }
        }
    }
    // The types of parameters are written out where they are used, and stand here besides.
    loop {
        let text = serde_json::to_string(&api).unwrap_or_default();
        let Some(components) = &mut api.components else { return };
        let before = components.schemas.len();
        let is_used = |name: &str| text.contains(&format!("\"#/components/schemas/{name}\""));
        components.schemas.retain(|name, _| is_used(name));
        if components.schemas.len() == before {
            return;
        }
    }
}
