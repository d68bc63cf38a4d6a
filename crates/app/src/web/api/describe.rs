//! Parts of the description that no type of the libraries makes: bodies that are not plain JSON.

use aide::generate::GenContext;
use aide::openapi::{MediaType, Response, SchemaObject};
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
