//! A sheet as a subdistrict office keeps it: titles, a merged subdistrict, thousands, a total and a note.

#![allow(dead_code, reason = "each test takes what it needs")]

/// The sheet of an office as Excel leaves it.
pub const OFFICE: &[u8] = include_bytes!("../cases/street-office-gb18030.csv");
/// The same as a workbook of the old kind, behind a sheet of instructions; title and subdistrict are merged.
pub const OFFICE_XLS: &[u8] = include_bytes!("../cases/street-office.xls");

/// Its rows.
pub fn office_rows() -> Vec<Vec<String>> {
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(OFFICE);
    assert!(!broken);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// The same sheet as a workbook: merged title and subdistrict, numbers as numbers and one as text, behind a sheet of instructions.
pub fn office_xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let usual = rust_xlsxwriter::Format::new();
    let first = book.add_worksheet();
    first.set_name("填表说明").expect("a name").write(0, 0, "请如实填写").expect("written");
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(office_rows()) {
        for (column, text) in (0_u16..).zip(cells) {
            let number = text.replace(',', "").parse::<f64>().ok().filter(|_| !(row == 4 && column == 4));
            match (row, column, number) {
                (0, 0, _) => drop(sheet.merge_range(0, 0, 0, 12, &text, &usual).expect("merged")),
                (3, 2, _) => drop(sheet.merge_range(3, 2, 4, 2, &text, &usual).expect("merged")),
                (_, _, Some(number)) => drop(sheet.write(row, column, number).expect("written")),
                _ if text.is_empty() => {}
                _ => drop(sheet.write(row, column, text).expect("written")),
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}
