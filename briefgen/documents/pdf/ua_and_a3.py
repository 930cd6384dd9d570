"""The two standards that a PDF obeys at once: PDF/A-3a for archives, and PDF/UA-1 for every reader."""

from __future__ import annotations

import pydyf
from weasyprint.pdf.metadata import DocumentMetadata

#: What WeasyPrint is asked for; the other standard is then declared beside it.
VARIANT = "pdf/a-3a"

#: PDF/UA-1 is declared in a namespace (ISO 14289-1, 5) that PDF/A does not know: its schema must stand in the
#: file (ISO 19005-3, 6.6.2.3).
_UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file obeys</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class BothStandards(DocumentMetadata):  # type: ignore[misc]
    """A document's metadata, which declare both standards."""

    def include_in_pdf(
        self,
        pdf: pydyf.PDF,
        variant: str,
        version: int,
        conformance: str | None,
        compress: bool,  # noqa: ARG002
    ) -> None:
        """Write the stream of metadata as plain text, whatever else is compressed: archives look for it."""
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str | None) -> bytes:
        """Return what WeasyPrint declares, and PDF/UA-1."""
        declared: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return declared.replace(b"</rdf:RDF>", _UNIVERSAL_ACCESS + b"</rdf:RDF>")
