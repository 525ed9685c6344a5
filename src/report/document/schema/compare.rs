//! Compares two schemas: what readers of the documents lose, and what is new. Names of definitions and
//! descriptions do not matter.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// How two schemas differ, each difference with its place: `domains[].outcome`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// What readers rely on: fields and words that are gone, types that changed, values that may be null or
    /// missing now.
    pub lost: Vec<String>,
    /// New fields, words and objects.
    pub added: Vec<String>,
}

/// Compares a schema with an earlier one.
pub(super) fn compare(before: &Value, after: &Value) -> Difference {
    let mut comparison = Comparison { before, after, open: Vec::new() };
    comparison.forms("", &forms(before, before), &forms(after, after))
}

struct Comparison<'a> {
    before: &'a Value,
    after: &'a Value,
    /// The pairs of definitions that are being compared: definitions may contain themselves.
    open: Vec<(String, String)>,
}

/// An object with the name of its definition.
type Object = (String, Map<String, Value>);

/// What a value may be.
#[derive(Clone, Debug, Default)]
struct Forms {
    /// Types of plain values, with the format of texts.
    plain: BTreeSet<String>,
    /// Single values.
    words: BTreeSet<String>,
    /// The schemas of an array's elements.
    elements: Vec<Value>,
    /// Objects.
    objects: Vec<Object>,
}

/// Returns what a schema allows, its references resolved.
fn forms(root: &Value, schema: &Value) -> Forms {
    let mut forms = Forms::default();
    collect(root, schema, "", &mut forms);
    forms
}

fn collect(root: &Value, schema: &Value, name: &str, forms: &mut Forms) {
    let Some(object) = schema.as_object() else { return };
    if let Some(target) = object.get("$ref").and_then(Value::as_str) {
        let resolved = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        if let Some(resolved) = resolved {
            collect(root, resolved, target, forms);
        }
        return;
    }
    if let Some(alternatives) = ["anyOf", "oneOf"].iter().find_map(|key| object.get(*key)?.as_array()) {
        for alternative in alternatives {
            // serde flattens an enum into the alternatives of an object that also has fields of its own.
            match object.contains_key("properties") {
                true => collect(root, &merged(root, object, alternative), name, forms),
                false => collect(root, alternative, name, forms),
            }
        }
        return;
    }
    if let Some(word) = object.get("const") {
        forms.words.insert(word.to_string());
        return;
    }
    if let Some(words) = object.get("enum").and_then(Value::as_array) {
        forms.words.extend(words.iter().map(Value::to_string));
        return;
    }
    let types: Vec<&str> = match object.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for kind in types {
        match kind {
            "object" => forms.objects.push((name.to_owned(), object.clone())),
            "array" => forms.elements.extend(object.get("items").cloned()),
            "string" => {
                let format = object.get("format").and_then(Value::as_str);
                let format = format.map(|format| format!(" ({format})")).unwrap_or_default();
                forms.plain.insert(format!("string{format}"));
            }
            _ => {
                forms.plain.insert(kind.to_owned());
            }
        }
    }
}

/// Returns an object with the fields of one of its alternatives.
fn merged(root: &Value, base: &Map<String, Value>, alternative: &Value) -> Value {
    let mut object = base.clone();
    object.remove("anyOf");
    object.remove("oneOf");
    for (_, other) in forms(root, alternative).objects {
        if let (Some(Value::Object(fields)), Some(Value::Object(more))) =
            (object.get_mut("properties"), other.get("properties"))
        {
            fields.extend(more.clone());
        }
        if let (Some(Value::Array(required)), Some(Value::Array(more))) =
            (object.get_mut("required"), other.get("required"))
        {
            required.extend(more.clone());
        }
    }
    Value::Object(object)
}

impl Comparison<'_> {
    fn schemas(&mut self, place: &str, before: &Value, after: &Value) -> Difference {
        self.forms(place, &forms(self.before, before), &forms(self.after, after))
    }

    fn forms(&mut self, place: &str, before: &Forms, after: &Forms) -> Difference {
        let mut difference = Difference::default();
        let is_new = before.plain.is_empty()
            && before.words.is_empty()
            && before.elements.is_empty()
            && before.objects.is_empty();
        if is_new {
            difference.added.push(format!("{place}: everything"));
            return difference;
        }
        for gone in before.plain.difference(&after.plain) {
            difference.lost.push(format!("{place}: no {gone} any more"));
        }
        for new in after.plain.difference(&before.plain) {
            difference.lost.push(format!("{place}: may be {new} now"));
        }
        for gone in before.words.difference(&after.words) {
            difference.lost.push(format!("{place}: the word {gone} is gone"));
        }
        for new in after.words.difference(&before.words) {
            match before.words.is_empty() {
                true => difference.lost.push(format!("{place}: may be {new} now")),
                false => difference.added.push(format!("{place}: the word {new}")),
            }
        }
        match (before.elements.first(), after.elements.first()) {
            (Some(before), Some(after)) => {
                difference.extend(self.schemas(&format!("{place}[]"), before, after));
            }
            (Some(_), None) => difference.lost.push(format!("{place}: no array any more")),
            (None, Some(_)) => difference.lost.push(format!("{place}: may be an array now")),
            (None, None) => {}
        }
        if before.objects.is_empty() && !after.objects.is_empty() {
            difference.lost.push(format!("{place}: may be an object now"));
        } else {
            difference.extend(self.objects(place, before, after));
        }
        difference
    }

    /// Pairs the objects that a value may be: by tag or name, the others by the smallest loss.
    fn objects(&mut self, place: &str, before: &Forms, after: &Forms) -> Difference {
        let mut difference = Difference::default();
        let mut left: Vec<&Object> = after.objects.iter().collect();
        let mut unpaired = Vec::new();
        for old in &before.objects {
            let same_tag = |new: &&Object| tag(&old.1).is_some() && tag(&old.1) == tag(&new.1);
            let same_name = |new: &&Object| !old.0.is_empty() && old.0 == new.0;
            let same = left.iter().position(same_tag);
            match same.or_else(|| left.iter().position(|new| tag(&old.1).is_none() && same_name(new))) {
                Some(index) => difference.extend(self.pair(place, old, left.remove(index))),
                None => unpaired.push(old),
            }
        }
        for old in unpaired {
            let compared = left.iter().enumerate().filter(|(_, new)| tag(&old.1) == tag(&new.1));
            let compared: Vec<(usize, Difference)> =
                compared.map(|(index, new)| (index, self.pair(place, old, new))).collect();
            match compared.into_iter().min_by_key(|(_, difference)| difference.lost.len()) {
                Some((index, found)) => {
                    left.remove(index);
                    difference.extend(found);
                }
                None => {
                    let fields: Vec<&str> = fields(&old.1).map(|(name, _)| name.as_str()).collect();
                    let tag = tag(&old.1).map(|tag| format!(" {tag}")).unwrap_or_default();
                    difference
                        .lost
                        .push(format!("{place}: the object{tag} of {} is gone", fields.join(", ")));
                }
            }
        }
        for new in left {
            let fields: Vec<&str> = fields(&new.1).map(|(name, _)| name.as_str()).collect();
            difference.added.push(format!("{place}: an object of {}", fields.join(", ")));
        }
        difference
    }

    /// Compares two objects, unless their comparison is already under way.
    fn pair(&mut self, place: &str, before: &Object, after: &Object) -> Difference {
        let names = (before.0.clone(), after.0.clone());
        let is_open = !names.0.is_empty() && self.open.contains(&names);
        if is_open {
            return Difference::default();
        }
        self.open.push(names);
        let difference = self.object(place, &before.1, &after.1);
        self.open.pop();
        difference
    }

    fn object(&mut self, place: &str, before: &Map<String, Value>, after: &Map<String, Value>) -> Difference {
        let mut difference = Difference::default();
        let dot = if place.is_empty() { "" } else { "." };
        for (name, old) in fields(before) {
            let place = format!("{place}{dot}{name}");
            match fields(after).find(|(other, _)| *other == name) {
                None => difference.lost.push(format!("{place}: gone")),
                Some(_) if is_required(before, name) && !is_required(after, name) => {
                    difference.lost.push(format!("{place}: may be missing now"));
                }
                Some((_, new)) => difference.extend(self.schemas(&place, old, new)),
            }
        }
        for (name, _) in fields(after).filter(|(name, _)| !fields(before).any(|(other, _)| other == *name)) {
            difference.added.push(format!("{place}{dot}{name}"));
        }
        match (before.get("additionalProperties"), after.get("additionalProperties")) {
            (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
                difference.extend(self.schemas(&format!("{place}{dot}*"), old, new));
            }
            (Some(Value::Object(_)), _) => difference.lost.push(format!("{place}{dot}*: gone")),
            _ => {}
        }
        difference
    }
}

impl Difference {
    fn extend(&mut self, other: Difference) {
        self.lost.extend(other.lost);
        self.added.extend(other.added);
    }
}

fn fields(object: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn is_required(object: &Map<String, Value>, name: &str) -> bool {
    let required = object.get("required").and_then(Value::as_array);
    required.is_some_and(|required| required.iter().any(|other| other == name))
}

/// Returns the field that distinguishes an object from its alternatives, with its word.
fn tag(object: &Map<String, Value>) -> Option<String> {
    fields(object).find_map(|(name, schema)| Some(format!("{name} {}", schema.get("const")?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document with a field, in a definition of its own.
    fn document(field: &Value) -> Value {
        json!({
            "$ref": "#/$defs/Document",
            "$defs": {"Document": {"type": "object", "properties": {"a": field, "b": {"type": "string"}}, "required": ["a", "b"]}}
        })
    }

    fn lost(before: &Value, after: &Value) -> Vec<String> {
        compare(&document(before), &document(after)).lost
    }

    fn added(before: &Value, after: &Value) -> Vec<String> {
        let difference = compare(&document(before), &document(after));
        assert_eq!(difference.lost, [""; 0]);
        difference.added
    }

    fn object(fields: &Value) -> Value {
        let names: Vec<&String> = fields.as_object().unwrap().keys().collect();
        json!({"type": "object", "properties": fields, "required": names})
    }

    fn words(words: &[&str]) -> Value {
        json!({"oneOf": words.iter().map(|word| json!({"const": word, "description": word})).collect::<Vec<_>>()})
    }

    #[test]
    fn what_is_the_same_differs_in_nothing() {
        let forms = [
            json!({"type": ["string", "null"]}),
            words(&["x", "y"]),
            json!({"type": "array", "items": object(&json!({"c": {"type": "integer"}}))}),
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
        ];
        for form in forms {
            assert_eq!(compare(&document(&form), &document(&form)), Difference::default());
        }
    }

    #[test]
    fn names_of_definitions_descriptions_and_orders_do_not_matter() {
        let before = document(&words(&["x", "y"]));
        let after = json!({
            "$ref": "#/$defs/Renamed",
            "$defs": {
                "Renamed": {
                    "type": "object", "description": "New.", "required": ["b", "a"],
                    "properties": {"b": {"type": "string"}, "a": {"$ref": "#/$defs/Word"}},
                },
                "Word": {"type": "string", "enum": ["y", "x"]},
            }
        });
        assert_eq!(compare(&before, &after), Difference::default());
    }

    #[test]
    fn fields_words_and_objects_may_be_added() {
        let one = object(&json!({"c": {"type": "integer"}}));
        let two = object(&json!({"c": {"type": "integer"}, "d": {"type": "null"}}));
        assert_eq!(added(&one, &two), ["a.d"]);
        let list = |items: &Value| json!({"type": "array", "items": items});
        assert_eq!(added(&list(&one), &list(&two)), ["a[].d"]);
        assert_eq!(added(&words(&["x"]), &words(&["x", "y"])), ["a: the word \"y\""]);
        let tagged = |kind: &str| object(&json!({"kind": {"type": "string", "const": kind}}));
        let either = json!({"oneOf": [tagged("new"), tagged("old")]});
        assert_eq!(added(&tagged("old"), &either), ["a: an object of kind"]);
    }

    #[test]
    fn what_is_gone_is_lost() {
        let one = object(&json!({"c": {"type": "integer"}}));
        let other = object(&json!({"d": {"type": "integer"}}));
        assert_eq!(lost(&one, &other), ["a.c: gone"]);
        assert_eq!(lost(&words(&["x", "y"]), &words(&["x"])), ["a: the word \"y\" is gone"]);
        let tagged = |kind: &str| object(&json!({"kind": {"type": "string", "const": kind}}));
        let either = json!({"oneOf": [tagged("new"), tagged("old")]});
        assert_eq!(lost(&either, &tagged("new")), ["a: the object kind \"old\" of kind is gone"]);
        // A form is not replaced by another one that has all its fields.
        let wide = object(&json!({"c": {"type": "integer"}, "d": {"type": "integer"}}));
        assert_eq!(lost(&json!({"anyOf": [one, wide]}), &wide), ["a: the object of c, d is gone"]);
        let map = json!({"type": "object", "additionalProperties": {"type": "string"}});
        assert_eq!(lost(&map, &json!({"type": "object"})), ["a.*: gone"]);
    }

    #[test]
    fn what_is_narrower_or_wider_is_lost() {
        let text = json!({"type": "string"});
        let number = json!({"type": "integer"});
        assert_eq!(lost(&text, &number), ["a: no string any more", "a: may be integer now"]);
        assert_eq!(lost(&text, &json!({"type": ["string", "null"]})), ["a: may be null now"]);
        assert_eq!(lost(&json!({"type": ["string", "null"]}), &text), ["a: no null any more"]);
        assert_eq!(lost(&text, &words(&["x"])), ["a: no string any more", "a: may be \"x\" now"]);
        assert_eq!(
            lost(&json!({"type": "string", "format": "date-time"}), &text),
            ["a: no string (date-time) any more", "a: may be string now"]
        );
        let list = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(lost(&list, &text), ["a: may be string now", "a: no array any more"]);
        let optional = json!({"type": "object", "properties": {"c": {"type": "integer"}}});
        assert_eq!(lost(&object(&json!({"c": {"type": "integer"}})), &optional), ["a.c: may be missing now"]);
    }

    #[test]
    fn what_is_flattened_belongs_to_its_object() {
        let with = |kind: &str| {
            let mut object = object(&json!({"c": {"type": "integer"}}));
            object["oneOf"] = json!([self::object(
                &json!({"kind": {"type": "string", "const": kind}, "d": {"type": "string"}})
            )]);
            object
        };
        assert_eq!(lost(&with("x"), &with("x")), [""; 0]);
        assert_eq!(lost(&with("x"), &with("y")), ["a: the object kind \"x\" of c, kind, d is gone"]);
        assert_eq!(lost(&with("x"), &object(&json!({"c": {"type": "integer"}}))).len(), 1);
    }

    #[test]
    fn definitions_may_contain_themselves() {
        let tree = |leaf: &str| {
            json!({
                "$ref": "#/$defs/Tree",
                "$defs": {"Tree": object(&json!({
                    "inner": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
                    leaf: {"type": "string"},
                }))}
            })
        };
        assert_eq!(compare(&tree("leaf"), &tree("leaf")), Difference::default());
        let lost = compare(&tree("leaf"), &tree("other")).lost;
        assert!(lost.contains(&"leaf: gone".to_owned()), "{lost:?}");
    }

    #[test]
    fn an_empty_schema_has_nothing_to_lose() {
        let after = document(&json!({"type": "string"}));
        assert_eq!(
            compare(&json!({}), &after),
            Difference { lost: Vec::new(), added: vec![": everything".to_owned()] }
        );
    }
}
