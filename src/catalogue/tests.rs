use jiff::civil::date;

use super::*;

fn parse(text: &str) -> Result<Catalogue, Error> {
    Catalogue::parse(text, Path::new("mine.toml"), Path::new("folder"))
}

fn refusal(text: &str) -> String {
    parse(text).expect_err("a mistake").to_string()
}

#[test]
fn every_key_becomes_a_value() {
    let text = r#"
[[source]]
id = "A-HRC-99-9"
kind = "observations-report"
url = "https://example.org/report?s=A/HRC/99/9"
title = "A report"
mandate = "a mandate"
symbol = "A/HRC/99/9"
language = "fr"
period_start = 2011-05-01
period_end = "2012-03-15"
replies_until = 2012-05-15
[source.expect]
communications = 14
press_releases = 7
observations = 30
rejects = 0

[[source]]
id = "oman"
kind = "country-page"
file = "pages/oman.html"
"#;
    let report = Source {
        id: "A-HRC-99-9".into(),
        kind: SourceKind::ObservationsReport,
        location: Location::Url("https://example.org/report?s=A/HRC/99/9".into()),
        title: Some("A report".into()),
        mandate: Some("a mandate".into()),
        symbol: Some("A/HRC/99/9".into()),
        language: Some("fr".into()),
        period_start: Some(date(2011, 5, 1)),
        period_end: Some(date(2012, 3, 15)),
        replies_until: Some(date(2012, 5, 15)),
        expect: Expect {
            communications: Some(14),
            press_releases: Some(7),
            observations: Some(30),
            rejects: Some(0),
        },
        discover: None,
    };
    let page = Source {
        id: "oman".into(),
        kind: SourceKind::CountryPage,
        location: Location::File("folder/pages/oman.html".into()),
        title: None,
        mandate: None,
        symbol: None,
        language: None,
        period_start: None,
        period_end: None,
        replies_until: None,
        expect: Expect::default(),
        discover: None,
    };
    let sources = vec![report, page];
    assert_eq!(parse(text).expect("no mistake").sources, sources);
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_was_expected() {
    // A row that is right, for one line to be added, or put in the place of one.
    let row = |line: &str| {
        let key = line.split(' ').next().expect("a key");
        let mut lines = vec![
            "[[source]]",
            "id = 'oman'",
            "kind = 'country-page'",
            "url = 'http://a.b/'",
        ];
        match lines.iter().position(|right| right.starts_with(key)) {
            Some(place) => lines[place] = line,
            None => lines.push(line),
        }
        refusal(&lines.join("\n"))
    };
    let cases = [
        (
            "id = 'saudi arabia'",
            "2: the id `saudi arabia` has other characters than letters (A-Z, a-z), digits, `.`, `_` and `-`",
        ),
        ("id = ''", "2: `id` is blank: write its value, or leave the key out"),
        ("id = 7", "2: invalid type: integer `7`, expected a string"),
        (
            "kind = 'page'",
            "3: `page` is no kind of source: write `country-page`, `observations-report`, `joint-report`, `database`, `index` or `document`",
        ),
        ("url = 'ftp://a.b/'", "4: `ftp://a.b/` is no http or https address"),
        (
            "url = 'a.b/c'",
            "4: `a.b/c` is no http or https address: relative URL without a base",
        ),
        (
            "file = 'x.html'",
            "5: the source `oman` has both a `url` and a `file`: keep one",
        ),
        (
            "titel = 'Oman'",
            "5: unknown field `titel`, expected one of `id`, `kind`, `url`, `file`, `files`, `title`, `mandate`, `symbol`, `links`, `becomes`, `address`, `language`, `period_start`, `period_end`, `replies_until`, `expect`",
        ),
        (
            "language = 'de'",
            "5: `de` is no language of the UN: write `en`, `fr`, `es`, `ru`, `ar` or `zh`",
        ),
        (
            "period_start = '31/12/2011'",
            "5: `period_start` is \"31/12/2011\", which is no day: write it as 2011-05-01",
        ),
        (
            "period_start = '2011-02-30'",
            "5: `period_start` is \"2011-02-30\", which is no day: write it as 2011-05-01",
        ),
        (
            "period_start = 2011-05-01T12:00:00",
            "5: `period_start` is 2011-05-01T12:00:00, which is no day: write it as 2011-05-01",
        ),
        (
            "period_start = 2011",
            "5: `period_start` is 2011, which is no day: write it as 2011-05-01",
        ),
        (
            "period_end = 2011-05-01\nperiod_start = 2011-05-02",
            "5: `period_end` (2011-05-01) is before `period_start` (2011-05-02)",
        ),
        (
            "period_end = 2011-05-02\nreplies_until = 2011-05-01",
            "6: `replies_until` (2011-05-01) is before `period_end` (2011-05-02)",
        ),
        (
            "expect = { letters = 1 }",
            "5: unknown field `letters`, expected one of `communications`, `press_releases`, `observations`, `rejects`",
        ),
        (
            "expect = { rejects = -1 }",
            "5: invalid value: integer `-1`, expected u64",
        ),
    ];
    for (line, message) in cases {
        assert_eq!(row(line), format!("mine.toml:{message}"), "for {line}");
    }
}

#[test]
fn a_mistake_of_the_whole_is_told_too() {
    let row = "[[source]]\nid = 'oman'\nkind = 'country-page'\n";
    let cases = [
        (
            String::new(),
            "1: the catalogue has no source: it needs at least one `[[source]]` with `id`, `kind` and `url` or `file`, or with `files`",
        ),
        (
            "# sources\n\n[[sources]]".into(),
            "3: unknown field `sources`, expected `reports` or `source`",
        ),
        ("[[source]]\nid = 'oman'\n".into(), "1: missing field `kind`"),
        (
            format!("\n{row}"),
            "2: the source `oman` has no location: give it a `url`, a `file` or `files`",
        ),
        (
            format!("{row}file = 'a'\n\n{row}file = 'b'\n"),
            "7: the id `oman` is already taken on line 2: every source needs its own",
        ),
        (
            "[[source]]\nid = \"oman\nkind = 'country-page'".into(),
            "2: invalid basic string, expected `\"`",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(&text), format!("mine.toml:{message}"), "for {text}");
    }
}

#[test]
fn files_start_from_the_folder_of_the_catalogue() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("catalogue.toml");
    let text = "[[source]]\nid = 'oman'\nkind = 'country-page'\nfile = 'oman.html'\n";
    std::fs::write(&path, text).expect("a catalogue for the test");
    let catalogue = Catalogue::load(&path).expect("no mistake");
    let location = Location::File(folder.path().join("oman.html"));
    assert_eq!(catalogue.sources[0].location, location);
}

#[test]
fn a_catalogue_that_cannot_be_read_is_named() {
    let error = Catalogue::load(Path::new("no/such.toml")).expect_err("no such file");
    let message = "no/such.toml: cannot read the catalogue: No such file or directory (os error 2)";
    assert_eq!(error.to_string(), message);
}

#[test]
fn the_built_in_catalogue_has_what_was_seen_of_each_source() {
    let sources = &Catalogue::built_in().sources;
    let reports: Vec<String> = sources
        .iter()
        .take(6)
        .map(|report| {
            let day = |day: Option<Date>| day.expect("every report has its period").to_string();
            let (start, end) = (day(report.period_start), day(report.period_end));
            let symbol = report.symbol.as_deref().expect("every report has its symbol");
            format!("{} {symbol} {start} {end} {}", report.id, report.location)
        })
        .collect();
    let access = |symbol| format!("https://documents.un.org/api/symbol/access?s={symbol}&l=en&t=pdf");
    let expected = [
        ("A-HRC-20-27-Add.3", "A/HRC/20/27/Add.3", "2011-05-01 2012-03-15"),
        ("A-HRC-23-39-Add.2", "A/HRC/23/39/Add.2", "2012-03-16 2013-02-28"),
        ("A-HRC-26-29-Add.1", "A/HRC/26/29/Add.1", "2013-03-01 2014-02-28"),
        ("A-HRC-29-25-Add.3", "A/HRC/29/25/Add.3", "2014-03-01 2015-02-28"),
        ("A-HRC-32-36-Add.3", "A/HRC/32/36/Add.3", "2015-03-01 2016-02-28"),
        ("A-HRC-35-28-Add.4", "A/HRC/35/28/Add.4", "2016-03-01 2017-02-28"),
    ]
    .map(|(id, symbol, period)| format!("{id} {symbol} {period} {}", access(symbol)));
    assert_eq!(reports, expected);

    let page = |source: &&Source| source.kind == SourceKind::CountryPage;
    assert_eq!(sources.iter().filter(page).count(), 36);
    for source in sources.iter().filter(page) {
        let url = format!("http://freeassembly.net/reports/{}-communications/", source.id);
        assert_eq!(source.location, Location::Url(url));
    }
    let mandate = Some("freedom of peaceful assembly and of association");
    assert!(
        sources
            .iter()
            .take(42)
            .all(|source| source.mandate.as_deref() == mandate)
    );

    let known = |symbol: &str| {
        let report = Catalogue::built_in().report_by_symbol(symbol).expect("a known symbol");
        let days = [report.period_start, report.period_end, report.replies_until];
        let days = days.map(|day| day.map_or("-".to_owned(), |day| day.to_string()));
        let mandate = report.mandate.as_deref().unwrap_or_default();
        format!("{} {} {mandate} {}", report.id, report.kind, days.join(" "))
    };
    for expected in [
        "A-HRC-25-74 joint-report joint 2013-06-01 2013-11-30 2014-01-31",
        // What was not seen is not reckoned.
        "A-HRC-20-30 joint-report joint - 2012-03-15 2012-05-15",
        "A-HRC-43-77 joint-report joint - - -",
        "A-HRC-31-55-Add.1 observations-report human rights defenders 2014-12-01 2015-11-30 2016-01-31",
        "A-HRC-22-53-Add.4 observations-report torture - - -",
    ] {
        let id = expected.split(' ').next().expect("an id");
        assert_eq!(known(&id.replace('-', "/")), expected);
    }
    let joint = |source: &&Source| source.kind == SourceKind::JointReport;
    assert_eq!(sources.iter().filter(joint).count(), 19);
    for source in sources.iter().filter(|source| source.kind.is_report()) {
        let symbol = source.symbol.as_deref().expect("a report has a symbol");
        assert_eq!(
            (source.id.clone(), source.location.to_string()),
            (symbol.replace('/', "-"), access(symbol))
        );
    }
    let database = Catalogue::built_in()
        .source("communications-database")
        .expect("the database");
    assert_eq!(
        (database.kind, database.mandate.as_deref()),
        (SourceKind::Database, Some("joint"))
    );
    let viet_nam = Catalogue::built_in().source("viet-nam").expect("a page");
    assert_eq!(viet_nam.title.as_deref(), Some("Viet Nam communications"));
}

#[test]
fn a_choice_of_sources_keeps_the_order_of_the_catalogue() {
    let only = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        Catalogue::built_in().only(&ids)
    };
    let chosen = only(&["oman", "cuba", "oman"]).expect("both are known");
    let ids: Vec<&str> = chosen.sources.iter().map(|source| source.id.as_str()).collect();
    assert_eq!(ids, ["cuba", "oman"]);
    assert_eq!(&only(&[]).expect("all are known"), Catalogue::built_in());
}

#[test]
fn an_unknown_source_is_answered_with_the_nearest() {
    let only = |catalogue: &Catalogue, id: &str| {
        let error = catalogue.only(&[id.to_owned()]).expect_err("nobody's id");
        error.to_string()
    };
    let built_in = Catalogue::built_in();
    let near = [
        ("kazakstan", "`kazakhstan`"),
        ("Vietnam", "`viet-nam`"),
        ("A/HRC/20/27/Add.3", "`A-HRC-20-27-Add.3`"),
    ];
    for (id, offered) in near {
        let message = format!("no source `{id}` in the catalogue; did you mean {offered}?");
        assert_eq!(only(built_in, id), message);
    }
    let text = "[[source]]\nid = 'oman'\nkind = 'country-page'\nfile = 'a'\n";
    let small = parse(&format!("{text}{}", text.replace("oman", "peru"))).expect("no mistake");
    let message = "no source `usa` in the catalogue; it has: oman, peru";
    assert_eq!(only(&small, "usa"), message);
}

#[test]
fn a_report_is_found_by_its_symbol() {
    let id = |symbol| {
        Catalogue::built_in()
            .report_by_symbol(symbol)
            .map(|report| report.id.as_str())
    };
    assert_eq!(id("A/HRC/35/28/Add.4"), Some("A-HRC-35-28-Add.4"));
    assert_eq!(id(" a/hrc/35/28/add.4"), Some("A-HRC-35-28-Add.4"));
    assert_eq!(id("A/HRC/35/28"), None);
}

#[test]
fn a_report_is_found_by_its_period_while_only_one_has_it() {
    let (start, end) = (date(2015, 3, 1), date(2016, 2, 28));
    let mandate = "freedom of peaceful assembly and of association";
    let id = |catalogue: &Catalogue, mandate, end: Date| {
        let known = KnownReports::of(catalogue);
        let report = known.by_period(mandate, (start.into(), end.into()));
        report.map(|report| report.symbol.to_string().replace('/', "-"))
    };
    let expected = Some("A-HRC-32-36-Add.3".to_owned());
    let mut catalogue = Catalogue::built_in().clone();
    assert_eq!(id(&catalogue, None, end), expected);
    assert_eq!(id(&catalogue, Some(mandate), end), expected);
    assert_eq!(id(&catalogue, Some("torture"), end), None);
    // No page retells the reports on executions.
    assert_eq!(id(&catalogue, None, date(2016, 2, 29)), None);

    let mut other = catalogue
        .report_by_symbol("A/HRC/32/36/Add.3")
        .expect("a report")
        .clone();
    other.mandate = Some("torture".to_owned());
    catalogue.sources.push(other);
    assert_eq!(id(&catalogue, None, end), None);
    assert_eq!(id(&catalogue, Some(mandate), end), expected);
}

#[test]
fn an_index_says_which_of_its_links_are_sources() {
    let row = "[[source]]\nid = 'pages'\nkind = 'index'\nurl = 'http://a.b/'\n";
    let text = format!(
        "{row}links = '/(?<id>[a-z]+)-communications/$'\nbecomes = 'country-page'\naddress = 'http://a.b/${{id}}?x=$1'\n"
    );
    let catalogue = parse(&text).expect("no mistake");
    let expected = Discover {
        links: Pattern::read("/(?<id>[a-z]+)-communications/$").expect("a pattern"),
        becomes: SourceKind::CountryPage,
        address: Some("http://a.b/${id}?x=$1".to_owned()),
    };
    assert_eq!(catalogue.sources[0].discover, Some(expected));

    let needs = "it needs `links`, a pattern of addresses, and `becomes`, a kind of source";
    let cases = [
        (row.to_owned(), format!("1: the index `pages` has no `links`: {needs}")),
        (
            format!("{row}links = 'x'\n"),
            format!("1: the index `pages` has no `becomes`: {needs}"),
        ),
        (
            format!("{row}links = 'x'\nbecomes = 'index'\n"),
            "6: what an index leads to cannot be an index".to_owned(),
        ),
        (
            format!("{row}links = 'x'\nbecomes = 'country-page'\naddress = 'http://a.b/$symbol'\n"),
            "7: `address` names `symbol`, which is no group of `links`: write `(?<symbol>…)` there".to_owned(),
        ),
        (
            row.replace("index", "country-page") + "links = 'x'\n",
            "5: `links` is for sources of kind `index`, and `pages` is a `country-page`".to_owned(),
        ),
    ];
    for (text, message) in cases {
        assert_eq!(refusal(&text), format!("mine.toml:{message}"), "for {text}");
    }
    let unread = refusal(&format!("{row}links = '('\nbecomes = 'country-page'\n"));
    assert!(unread.starts_with("mine.toml:5: `links` is no pattern: "), "{unread}");
}

/// A catalogue's text in a folder with these empty files.
fn with_files(files: &[&str], text: &str) -> (tempfile::TempDir, Result<Catalogue, Error>) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for file in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("its folder")).expect("a folder");
        std::fs::write(path, "").expect("a file");
    }
    let catalogue = Catalogue::parse(text, Path::new("mine.toml"), folder.path());
    (folder, catalogue)
}

#[test]
fn a_pattern_of_files_brings_a_source_for_each() {
    let text = "reports = 'built-in'\n\n[[source]]\nid = 'one'\nkind = 'joint-report'\nfile = 'reports/b/x.pdf'\n\n\
                [[source]]\nid = 'all'\nkind = 'observations-report'\nfiles = 'reports/**/*.pdf'\nmandate = 'torture'\n\n\
                [[source]]\nfiles = 'reports/**/*'\n\n[[source]]\nfiles = 'pages/*.html'\n";
    let files = [
        "reports/c/x.pdf",
        "reports/b/x.pdf",
        "reports/a/x.pdf",
        "reports/one.pdf",
        "reports/n.txt",
    ];
    let (folder, catalogue) = with_files(&files, text);
    let catalogue = catalogue.expect("no mistake");
    let found: Vec<String> = catalogue
        .sources
        .iter()
        .map(|source| {
            let Location::File(path) = &source.location else {
                unreachable!("files alone")
            };
            let below = path.strip_prefix(folder.path()).expect("a path below").display();
            format!("{} {} {below} {:?}", source.id, source.kind, source.mandate)
        })
        .collect();
    assert_eq!(
        found,
        [
            "one joint-report reports/b/x.pdf None",
            "reports-a-x observations-report reports/a/x.pdf Some(\"torture\")",
            "reports-c-x observations-report reports/c/x.pdf Some(\"torture\")",
            "reports-one observations-report reports/one.pdf Some(\"torture\")",
            "n document reports/n.txt None",
        ]
    );
    assert!(catalogue.knows_built_in);
    assert_eq!(catalogue.faults, ["mine.toml:18: `pages/*.html` names no file"]);
    let only = catalogue.only(&["all".to_owned()]).expect("a row that brings three");
    assert_eq!(only.sources.len(), 3);
}

#[test]
fn a_row_of_many_documents_says_nothing_that_one_has() {
    let of_one = |key: &str| {
        format!("1: `{key}` is of one document, and `files` names any number: give it a row of its own, with `file`")
    };
    for (line, message) in [
        ("symbol = 'A/HRC/1'", of_one("symbol")),
        ("title = 'x'", of_one("title")),
        ("url = 'http://a.b/'", of_one("url")),
        ("expect = { rejects = 1 }", of_one("expect")),
        ("kind = 'index'", of_one("kind = \"index\"")),
        ("kind = 'page'", "3: `page` is no kind of source: write `country-page`, `observations-report`, `joint-report`, `database`, `index` or `document`".to_owned()),
    ] {
        let (_folder, refused) = with_files(&["x.pdf"], &format!("[[source]]\nfiles = '*.pdf'\n{line}\n"));
        assert_eq!(refused.expect_err("a mistake").to_string(), format!("mine.toml:{message}"));
    }
    let (_folder, refused) = with_files(&[], "[[source]]\nfiles = 'a[.pdf'\n");
    let message = refused.expect_err("a mistake").to_string();
    assert!(
        message.starts_with("mine.toml:2: `files` is no pattern of files: "),
        "{message}"
    );
    let (_folder, refused) = with_files(&["a b.pdf", "a-b.pdf"], "[[source]]\nfiles = '*.pdf'\n");
    let message = refused.expect_err("two of one id").to_string();
    assert!(message.contains("would both be the document `a-b`"), "{message}");
    let (_folder, refused) = with_files(&[], "reports = 'mine'\n[[source]]\nfiles = '*'\n");
    let message = refused.expect_err("a mistake").to_string();
    assert!(message.starts_with("mine.toml:1: `reports` is \"mine\": "), "{message}");
}
