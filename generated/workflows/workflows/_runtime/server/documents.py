"""The contract for readers: its bytes as they are, and two pages that show it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from .messages import RawResponse

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{style}</head>
<body>
<div id="page"></div>
<script src="{script}"></script>
<script>
// The server that shows this page comes first, whatever the contract's own list says.
const base = location.pathname.replace(/\\/[^/]*$/, "");
fetch(base + "/openapi.json").then(answer => answer.json()).then(contract => {{
  if (contract.swagger) {{
    Object.assign(contract, {{ host: location.host, basePath: base || "/", schemes: [location.protocol.slice(0, -1)] }});
  }} else {{
    const here = location.origin + base;
    contract.servers = [{{ url: here }}, ...(contract.servers || []).filter(server => server.url !== here)];
  }}
  {show}
}});
</script>
</body>
</html>
"""
_SWAGGER = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5"
_REDOC = "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js"
_SHOW_REDOC = """// ReDoc 2 refuses OpenAPI 3.2, and knows no other methods than those of before: it says which it leaves out.
  const left = Object.entries(contract.paths || {}).flatMap(([path, item]) =>
    [...(item.query ? ["QUERY"] : []), ...Object.keys(item.additionalOperations || {})].map(name => `${name} ${path}`));
  if (/^3\\.2/.test(contract.openapi)) {
    const note = "\\n\\nNot on this page, see [the other one](docs): " + left.map(name => "`" + name + "`").join(", ");
    contract.info.description = (contract.info.description || "") + (left.length ? note : "");
    contract.openapi = "3.1.1";
  }
  Redoc.init(contract, {}, document.getElementById("page"));"""


def documents(contract: Path, title: str) -> Mapping[str, RawResponse]:
    """Return the documents of a service by path: the contract, and its pages in Swagger UI and ReDoc."""
    swagger = _page(
        title,
        style=f'<link rel="stylesheet" href="{_SWAGGER}/swagger-ui.css">\n',
        script=f"{_SWAGGER}/swagger-ui-bundle.js",
        show='SwaggerUIBundle({ spec: contract, dom_id: "#page", deepLinking: true });',
    )
    redoc = _page(title, style="", script=_REDOC, show=_SHOW_REDOC)
    return {
        "/openapi.json": _document("application/json", contract.read_bytes()),
        "/docs": _document("text/html; charset=utf-8", swagger),
        "/redoc": _document("text/html; charset=utf-8", redoc),
    }


def _page(title: str, *, style: str, script: str, show: str) -> bytes:
    return _HEAD.format(title=escape(title), style=style, script=script, show=show).encode()


def _document(media_type: str, body: bytes) -> RawResponse:
    length = str(len(body)).encode()
    return RawResponse(200, [(b"content-type", media_type.encode()), (b"content-length", length)], body)
