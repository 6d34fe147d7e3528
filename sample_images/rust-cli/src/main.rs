//! Reads TOML from standard input, or from a file, and prints it as JSON.

use std::{env, error::Error, fs, io, process::ExitCode};

fn to_json(text: &str) -> Result<String, Box<dyn Error>> {
    let table: toml::Table = text.parse()?;
    Ok(serde_json::to_string_pretty(&table)?)
}

fn run() -> Result<String, Box<dyn Error>> {
    let text = match env::args().nth(1) {
        Some(path) => fs::read_to_string(path)?,
        None => io::read_to_string(io::stdin())?,
    };
    to_json(&text)
}

fn main() -> ExitCode {
    match run() {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("toml2json: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_json;

    #[test]
    fn values_keep_their_kind() {
        let json = to_json("a = 1\nb = \"1\"\nc = [true]").unwrap();
        assert_eq!(
            json.split_whitespace().collect::<String>(),
            r#"{"a":1,"b":"1","c":[true]}"#
        );
    }

    #[test]
    fn an_error_says_where() {
        assert!(to_json("a = ").unwrap_err().to_string().contains("line 1"));
    }
}
