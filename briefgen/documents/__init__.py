"""A document becomes bytes: template, page, HTML, PDF, DOCX, workbook; nothing here knows a month."""
