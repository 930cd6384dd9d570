"""A document as DOCX, for offices that edit: headings, notes, captions, tables and alternative texts."""
