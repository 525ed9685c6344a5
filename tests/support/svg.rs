//! A coloured page as a picture: each line is a text element, so that its text can be selected and searched.

const COLUMN: f32 = 8.0;
const LINE: f32 = 18.0;
const MARGIN: f32 = 16.0;

/// Draws what a terminal would show. `description` is for readers who do not see the picture.
pub(crate) fn draw(title: &str, description: &str, page: &str) -> String {
    let lines: Vec<Vec<Span>> = page.lines().map(spans).collect();
    let columns = lines.iter().map(|line| line.iter().map(|span| span.text.chars().count()).sum::<usize>());
    let width = columns.max().unwrap_or(0) as f32 * COLUMN + 2.0 * MARGIN;
    let height = lines.len() as f32 * LINE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n\
         <style>text{{font:13px ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;fill:#e6edf3;\
         white-space:pre}}.b{{font-weight:bold}}.d{{fill:#9198a1}}.r{{fill:#ff7b72}}.g{{fill:#7ee787}}\
         .y{{fill:#f2cc60}}.c{{fill:#79c0ff}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n",
        escape(title),
        escape(description)
    );
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = MARGIN + (index as f32 + 0.75) * LINE;
        // Fonts differ in width, and columns have to line up in all of them.
        let columns: usize = line.iter().map(|span| span.text.chars().count()).sum();
        let length = columns as f32 * COLUMN;
        svg.push_str(&format!(
            "<text x=\"{MARGIN}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\">"
        ));
        for span in line {
            let text = escape(&span.text);
            match span.classes.as_str() {
                "" => svg.push_str(&text),
                classes => svg.push_str(&format!("<tspan class=\"{classes}\">{text}</tspan>")),
            }
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

struct Span {
    classes: String,
    text: String,
}

/// Reads the escape sequences of a line (ECMA-48 SGR).
fn spans(line: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut classes = String::new();
    for (index, part) in line.split("\u{1b}[").enumerate() {
        let text = if index == 0 {
            part
        } else {
            let (codes, text) = part.split_once('m').expect("a colour sequence ends with m");
            classes = codes.split(';').filter_map(class).collect::<Vec<_>>().join(" ");
            text
        };
        if !text.is_empty() {
            spans.push(Span { classes: classes.clone(), text: text.to_owned() });
        }
    }
    spans
}

fn class(code: &str) -> Option<&'static str> {
    match code {
        "0" => None,
        "1" => Some("b"),
        "2" => Some("d"),
        "31" => Some("r"),
        "32" => Some("g"),
        "33" => Some("y"),
        "34" | "36" => Some("c"),
        code => panic!("no class for the colour {code}"),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
