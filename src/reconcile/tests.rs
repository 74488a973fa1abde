//! Cases over made-up documents.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

/// A row of `communications.jsonl`: document, case number, type, date, replies, and what else is not as usual.
fn letter(document: &str, case: &str, kind: &str, date: &str, replies: &[&str], more: &Value) -> Value {
    let code = case.get(..3).unwrap_or_default();
    let number = case.replace([' ', '/'], "-");
    let part = more.get("part").and_then(Value::as_str).unwrap_or("list");
    let listed: Vec<Value> = replies
        .iter()
        .map(|reply| {
            let day = reply.trim_end_matches("(A)");
            json!({"date": day, "acknowledgement": day != *reply, "url": null})
        })
        .collect();
    let status = match replies {
        [] => "none_to_date",
        replies if replies.iter().all(|reply| reply.ends_with("(A)")) => "acknowledged",
        _ => "replied",
    };
    let mut row = json!({
        "id": format!("{document}/{code}/{part}/{number}"), "type": kind, "joint": kind.starts_with('J'), "date": date,
        "case_number": case, "country": code, "country_name": code, "addressee": null, "reply_status": status,
        "replies": listed, "summary": format!("Alleged arrest of people who took part in an assembly, {case}."),
        "language": "en", "part": null, "mandate": "torture", "mandates": [], "report_symbol": document.to_uppercase(),
        "period_start": "2013-01-01", "period_end": "2013-06-30", "replies_until": until(document), "last_seen": null,
        "provenance": {"document": document},
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row
}

/// The day until which each of the five documents counts replies.
fn until(document: &str) -> Option<&'static str> {
    match document {
        "one" => Some("2013-07-31"),
        "two" => Some("2013-09-30"),
        "joint" => Some("2013-12-31"),
        "late" => Some("2014-12-31"),
        _ => None,
    }
}

fn nine_cases() -> Vec<Value> {
    let none = json!({});
    vec![
        // 1: replies grow; the same summary in two documents.
        letter("one", "KAZ 1/2013", "JUA", "2013-02-01", &[], &none),
        letter(
            "two",
            "KAZ 1/2013",
            "JUA",
            "2013-02-01",
            &["2013-08-05"],
            &json!({"mandate": "joint", "mandates": ["Torture", "human rights Defenders"]}),
        ),
        letter(
            "late",
            "KAZ 1/2013",
            "JUA",
            "2013-02-01",
            &["2013-08-05", "2014-01-10"],
            &none,
        ),
        // 2: the type and whether it is joint.
        letter("one", "KAZ 2/2013", "AL", "2013-02-02", &[], &none),
        letter("two", "KAZ 2/2013", "JAL", "2013-02-02", &[], &none),
        // 3: the day; then no delay can be told.
        letter("one", "KAZ 10/2013", "UA", "2013-02-03", &["2013-03-01"], &none),
        letter("two", "KAZ 10/2013", "UA", "2013-03-02", &["2013-03-01"], &none),
        // 4: the State.
        letter("one", "KGZ 1/2013", "UA", "2013-02-04", &[], &none),
        letter(
            "two",
            "KGZ 1/2013",
            "UA",
            "2013-02-04",
            &[],
            &json!({"country": "KAZ", "id": "two/KAZ/list/KGZ-1-2013"}),
        ),
        // 5: a reply of a day for which both answer; the document without a day takes no part.
        letter("one", "KGZ 2/2013", "UA", "2013-02-05", &["2013-05-05"], &none),
        letter("joint", "KGZ 2/2013", "UA", "2013-02-05", &[], &json!({"part": "A"})),
        letter("open", "KGZ 2/2013", "UA", "2013-02-05", &["2013-04-04"], &none),
        // 6: an acknowledgement that counts as a reply elsewhere.
        letter("one", "MEX 1/2013", "UA", "2013-02-06", &["2013-05-06(A)"], &none),
        letter("two", "MEX 1/2013", "UA", "2013-02-06", &["2013-05-06"], &none),
        // 7: part B lists late replies only, which is no conflict.
        letter("one", "MEX 2/2013", "UA", "2013-02-07", &["2013-05-07"], &none),
        letter(
            "joint",
            "MEX 2/2013",
            "UA",
            "2013-02-07",
            &["2013-10-07"],
            &json!({"part": "B"}),
        ),
        // 8: another actor.
        letter(
            "one",
            "OTH 1/2013",
            "OL",
            "2013-02-08",
            &["2013-03-08(A)"],
            &json!({"addressee": "Example Mining Ltd."}),
        ),
        letter(
            "late",
            "OTH 1/2013",
            "OL",
            "2013-02-08",
            &["2013-03-08(A)"],
            &json!({"addressee": "Example Mining Ltd."}),
        ),
        // 9: the reply is dated before the letter.
        letter("open", "OTH 2/2012", "OL", "2013-02-09", &["2012-03-09"], &none),
        // Not a letter.
        json!({"id": "one/KAZ/list/pr", "type": "PR", "replies": [], "date": "2013-02-02", "case_number": null,
               "country": "KAZ", "reply_status": null, "provenance": {"document": "one"}}),
        // By number, and by record.
        json!({"id": "one/KAZ/list/observation-1", "text": "…", "cases": ["KAZ 1/2013", "ZZZ 1/2013"], "records": [],
               "provenance": {"document": "one"}}),
        json!({"id": "two/KAZ/list/observation-2", "text": "…", "cases": [], "records": ["two/KAZ/list/KAZ-1-2013", "two/KAZ/list/KAZ-2-2013"],
               "provenance": {"document": "two"}}),
    ]
}

type Reconciled = (Vec<Value>, Vec<DiagnosticRow>);

fn reconciled(rows: &[Value], judgements: &str) -> Reconciled {
    let stored = BTreeMap::from([("open".to_owned(), "2013-05-01".parse().expect("a day"))]);
    let mut reconciler = Reconciler::new(Judgements::parse(judgements).expect("judgements"), stored);
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    reconciler.rows(lines.join("\n").as_bytes(), "rows").expect("rows");
    let (mut cases, mut said) = (Vec::new(), Vec::new());
    let done = reconciler.finish(
        |case| {
            cases.push(serde_json::to_value(case)?);
            Ok(())
        },
        |_, row| {
            said.push(row);
            Ok(())
        },
    );
    done.expect("cases");
    (cases, said)
}

#[test]
fn nine_cases_over_five_documents() {
    let (cases, said) = reconciled(&nine_cases(), "");
    assert!(said.is_empty(), "{said:?}");
    insta::assert_json_snapshot!(cases);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let rows = nine_cases();
    let expected = reconciled(&rows, "");
    // Every rotation, forwards and backwards.
    for turn in 0..rows.len() {
        let mut turned = rows.clone();
        turned.rotate_left(turn);
        assert_eq!(reconciled(&turned, ""), expected, "from row {turn}");
        turned.reverse();
        assert_eq!(reconciled(&turned, ""), expected, "backwards from row {turn}");
    }
}

#[test]
fn what_a_person_decided_outranks_the_rules() {
    let judgements = r#"
        [[record]]
        id = "open/OTH/list/OTH-2-2012"
        case = "OTH 1/2013"
        because = "the letter says so"
        [[conflict]]
        case = "KAZ 10/2013"
        field = "date"
        value = "2013-02-03"
        [[conflict]]
        case = "KGZ 2/2013"
        field = "replies"
        value = "2013-05-05 (A)"
    "#;
    let (cases, said) = reconciled(&nine_cases(), judgements);
    let of = |number: &str| {
        let mut of = cases.iter().filter(|case| case["case_number"] == number);
        of.next().unwrap_or(&Value::Null)
    };
    assert_eq!(of("OTH 2/2012"), &Value::Null);
    assert_eq!(of("OTH 1/2013")["records"].as_array().map(Vec::len), Some(3));
    let settled = of("KAZ 10/2013");
    assert_eq!(
        (&settled["date"], &settled["days_to_first_reply"]),
        (&json!("2013-02-03"), &json!(26))
    );
    assert_eq!(
        settled["conflicts"].as_array().map(Vec::len),
        Some(1),
        "it is still listed"
    );
    assert_eq!(of("KGZ 2/2013")["reply_status"], "acknowledged");
    assert!(said.iter().all(|row| row.code == Code::JudgedByHand));
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|row| (row.document.as_str(), row.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("one", "judged by a person: `date` of KAZ 10/2013 is `2013-02-03`"),
            (
                "joint",
                "judged by a person: `replies` of KGZ 2/2013 is `2013-05-05 (A)`"
            ),
            (
                "open",
                "judged by a person: the record belongs to OTH 1/2013 (the letter says so)"
            ),
        ]
    );
}

#[test]
fn numbers_that_one_slip_parts_are_said() {
    let like = |other: &str, more: &Value| {
        let rows = [
            letter(
                "one",
                "KAZ 3/2013",
                "JUA",
                "2013-02-01",
                &["2013-05-06"],
                &json!({"summary": "One two three."}),
            ),
            letter("late", "KAZ 3/2013", "JUA", "2013-02-01", &["2013-05-06"], &json!({})),
            letter("two", other, "JUA", "2013-02-01", &["2013-05-06"], more),
        ];
        let (cases, said) = reconciled(&rows, "");
        assert_eq!(cases.len(), 2, "never merged");
        said.into_iter().map(|row| (row.record, row.code)).collect::<Vec<_>>()
    };
    let found = |number: &str| {
        vec![(
            Some(format!(
                "two/{}/list/{}",
                number.get(..3).unwrap_or_default(),
                number.replace([' ', '/'], "-")
            )),
            Code::CaseLikeAnother,
        )]
    };
    for other in ["KAZ 8/2013", "KAZ 3/2014", "KZA 3/2013", "KAZ 33/2013"] {
        assert_eq!(like(other, &json!({})), found(other), "{other}");
    }
    // Another day, another letter of the same report, other words and replies, another number.
    assert_eq!(like("KAZ 8/2013", &json!({"date": "2013-02-02"})), []);
    assert_eq!(like("KAZ 8/2013", &json!({"provenance": {"document": "one"}})), []);
    assert_eq!(like("KAZ 57/2013", &json!({})), []);
    let other_words =
        json!({"summary": "A new law on broadcasting and its consequences for journalists.", "replies": []});
    assert_eq!(like("KAZ 8/2013", &other_words), []);
}

#[test]
fn rows_that_are_none_are_said() {
    let rows = |text: &str| {
        Reconciler::default()
            .rows(text.as_bytes(), "x.jsonl")
            .map_err(|error| error.to_string())
    };
    assert!(rows("{}\n\n{\"id\": \"a\"}\n").is_ok());
    let error =
        rows("{}\n{\"type\":\"UA\",\"replies\":[],\"provenance\":{\"document\":\"d\"}}").expect_err("no case number");
    assert_eq!(error, "x.jsonl: line 2: a communication without `case_number`");
    assert!(rows("no json").is_err());
    let mut twice = Reconciler::default();
    for summary in ["a", "b"] {
        let row = letter(
            "one",
            "KAZ 1/2013",
            "UA",
            "2013-01-01",
            &[],
            &json!({"summary": summary}),
        );
        twice.rows(row.to_string().as_bytes(), "x").expect("a row");
    }
    assert!(matches!(
        twice.finish(|_| Ok(()), |_, _| Ok(())),
        Err(Error::Twice { .. })
    ));
}
