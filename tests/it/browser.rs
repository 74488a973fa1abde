//! A real browser, asked through its driver: a client of the few calls that the tests need.
//!
//! Where there is no Chromium with its driver, tests of the page are passed over and say so; with
//! `RAPPORTEUR_BROWSER=required`, as in `.ci/run`, that is a failure.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take that is waited for; a busy machine needs some of it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A window of a browser, closed when it is dropped.
pub struct Browser {
    driver: Child,
    client: Client,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Starts one with an empty profile and no network, or says why the test is passed over.
    pub fn start(width: u32, height: u32) -> Option<Self> {
        let is_required = std::env::var_os("RAPPORTEUR_BROWSER").is_some_and(|value| value == "required");
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = match driver.spawn() {
            Ok(driver) => driver,
            Err(error) if is_required => panic!("chromedriver: {error}"),
            Err(error) => {
                let said = format!("PASSED OVER: no browser to try the page in (chromedriver: {error})");
                std::io::Write::write_all(&mut std::io::stderr(), format!("{said}\n").as_bytes()).expect("stderr");
                return None;
            }
        };
        let stdout = BufReader::new(driver.stdout.take().expect("a pipe"));
        let port = stdout.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let base = format!("http://127.0.0.1:{}", port.expect("the driver names its port"));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .expect("a client");
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let args = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--force-device-scale-factor=1".to_owned(),
            // Whatever a page asked for would go there, and fail, and be seen in the console.
            "--proxy-server=127.0.0.1:9".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": args},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = ask(&client, &format!("{base}/session"), &wanted);
        let id = session["sessionId"].as_str().expect("a session");
        Some(Self {
            driver,
            client,
            session: format!("{base}/session/{id}"),
            _profile: profile,
        })
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        ask(&self.client, &format!("{}/{path}", self.session), body)
    }

    /// Opens a file at an address within it, anew.
    pub fn open(&self, file: &Path, fragment: &str) {
        self.post("url", &json!({"url": "about:blank"}));
        self.post("url", &json!({"url": format!("file://{}{fragment}", file.display())}));
    }

    /// What a script returns.
    pub fn js(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// What an expression is, as soon as it is something.
    pub fn wait(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        let begun = Instant::now();
        loop {
            let value = self.js(&script);
            let is_something = !matches!(&value, Value::Null | Value::Bool(false)) && value != "" && value != 0;
            if is_something {
                return value;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {expression}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys where the focus is; `\u{e000}` and above are those without a character.
    pub fn keys(&self, keys: &str) {
        let presses = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [
                json!({"type": "keyDown", "value": key}),
                json!({"type": "keyUp", "value": key}),
            ]
        });
        let actions: Vec<Value> = presses.collect();
        self.post(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// Clicks on what a selector finds first.
    pub fn click(&self, selector: &str) {
        let found = self.post("element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|found| found.values().next());
        let id = id.and_then(Value::as_str).unwrap_or_else(|| panic!("no {selector}"));
        self.post(&format!("element/{id}/click"), &json!({}));
    }

    /// A picture of the window, as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let answer = self.client.get(format!("{}/screenshot", self.session)).send();
        let text = answer.and_then(reqwest::blocking::Response::text).expect("an answer");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let picture = value["value"].as_str().expect("a picture");
        STANDARD.decode(picture).expect("base64")
    }

    /// A command of the browser's own protocol.
    pub fn command(&self, command: &str, parameters: &Value) {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": parameters}));
    }

    /// What stands in the console since it was last asked for.
    pub fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().expect("entries");
        entries.iter().map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.client.delete(&self.session).send();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn ask(client: &Client, url: &str, body: &Value) -> Value {
    let request = client.post(url).header("content-type", "application/json");
    let answer = request.body(body.to_string()).send();
    let text = answer.and_then(reqwest::blocking::Response::text).expect("an answer");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let answer = value.get("value").cloned().unwrap_or_default();
    assert!(answer.get("error").is_none(), "{url}: {answer}");
    answer
}
