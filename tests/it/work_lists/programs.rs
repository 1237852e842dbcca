//! The programs that people edit with: openpyxl and LibreOffice.
