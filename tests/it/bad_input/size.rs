//! Files above a limit, and a gigabyte below none.

use super::*;

#[test]
fn documents_above_the_limit_are_refused_with_the_limit() {
    let place = place_with_facts();
    let size = usize::try_from(DOCUMENT_BYTES_MAX).unwrap() + 1;
    for (name, start) in [
        (
            "large.px",
            b"CHARSET=\"ANSI\";\nMATRIX=\"LARGE\";\n".as_slice(),
        ),
        (
            "large.json",
            b"{\"version\":\"2.0\",\"class\":\"dataset\",\"value\":[".as_slice(),
        ),
        ("large.xlsx", b"PK\x03\x04".as_slice()),
    ] {
        let mut bytes = start.to_vec();
        bytes.resize(size, b' ');
        let file = place.write(name, &bytes);
        let issues = refused(&place, &file, &[]);
        let issue = check(&issues, "file.too_large", None, None, None);
        let message = issue["message_en"].as_str().unwrap();
        assert!(
            message.contains(&DOCUMENT_BYTES_MAX.to_string())
                && message.contains(&size.to_string()),
            "{issue}"
        );
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
fn documents_with_too_many_cells_are_refused_with_the_limit() {
    let place = place_with_facts();
    let members = |n: usize| {
        (0..n)
            .map(|i| format!("\"{i}\""))
            .collect::<Vec<_>>()
            .join(",")
    };
    let json = format!(
        r#"{{"version":"2.0","class":"dataset","id":["a","b"],"size":[5000,1001],"dimension":{{"a":{{"category":{{"index":[{}]}}}},"b":{{"category":{{"index":[{}]}}}}}},"value":{{"0":1}}}}"#,
        members(5000),
        members(1001)
    );
    let issues = refused(&place, &place.write("wide.json", json), &[]);
    let issue = check(&issues, "file.too_many_cells", None, None, None);
    assert!(
        issue["message_en"]
            .as_str()
            .unwrap()
            .contains(&CELLS_MAX.to_string()),
        "{issue}"
    );
}

#[test]
fn bad_last_line_after_a_gigabyte_is_refused_in_flat_memory() {
    let place = place_with_facts();
    let before = Held::by(&place);
    let path = place.folder().join("large.csv");
    let n_lines = write_large(&path).unwrap();
    let mut command = place.command([
        "import", "statbank", "--table", "REGK31", "--format", "json",
    ]);
    command.arg(&path);
    let process = pejl_tests::PejlProcess::start(command, place.folder(), "large");
    let (finished, peak) = process.wait_with_peak_memory();
    std::fs::remove_file(&path).unwrap();
    let issues = issues(&finished.expect_code(1));
    check(
        &issues,
        "area.unknown",
        Some(n_lines),
        Some("OMRÅDE"),
        Some("Hedenstad"),
    );
    println!(
        "peak memory {} MiB for {} MiB of CSV",
        peak >> 20,
        LARGE_FILE_BYTES >> 20
    );
    assert!(peak > 0 && peak < MEMORY_MAX, "{} MiB", peak >> 20);
    assert_eq!(
        Held::by(&place),
        before,
        "a refused import left something behind"
    );
    place.assert_sound();
}

/// Writes a gigabyte of right rows as StatBank's texts spell them, each of another fact, and one wrong row at the end;
/// returns the number of lines.
fn write_large(path: &Path) -> std::io::Result<u64> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all(HEADER.as_bytes())?;
    let (mut n_bytes, mut n_lines) = (0_u64, 1_u64);
    let areas = [
        "Hedensted",
        "Vejle",
        "Fredericia",
        "Odense",
        "Aarhus",
        "Horsens",
        "Kolding",
        "Billund",
        "Nyborg",
        "Ærø",
    ];
    // Numbers of functions that the chart of accounts does not have; each is kept with a warning.
    let functions = (0..100).map(|n| {
        format!(
            "5.9{}.{}{} Funktion til prøve af en stor fil med en lang tekst, som i udtræk",
            n % 10,
            n / 10,
            n % 10
        )
    });
    let functions: Vec<String> = functions.collect();
    let arts: Vec<String> = (0..100)
        .map(|n| format!("{}.{} Arten med sin tekst", n / 10, n % 10))
        .collect();
    let unit = "Pr. indbygger, løbende priser (kr.)";
    'file: for year in 2007..2100 {
        for function in &functions {
            for art in &arts {
                for dranst in 1..=7 {
                    for area in areas {
                        let line = format!(
                            "{area};{function};{dranst} Dranst med sin tekst;{art};{unit};{year};{n_lines}\n"
                        );
                        file.write_all(line.as_bytes())?;
                        n_bytes += u64::try_from(line.len()).unwrap_or(u64::MAX);
                        n_lines += 1;
                        if n_bytes >= LARGE_FILE_BYTES {
                            break 'file;
                        }
                    }
                }
            }
        }
    }
    writeln!(file, "Hedenstad;53027;1;TOT;INDL;2019;1")?;
    file.flush()?;
    Ok(n_lines + 1)
}
