"""The mail server of the stories: aiosmtpd, with the ways in which a real one may be set up, or refuse.

Its one argument is JSON: host, port, folder; tls ("none", "starttls", "smtps") with cert and key; user and password, if it asks for them; refuse, which
answers a command ("RCPT", "MAIL", "DATA") with a line; deaf, if it never answers QUIT.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

setup = json.loads(sys.argv[1])
refuse = setup["refuse"]


class Handler(Mailbox):
    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in refuse:
            return refuse["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in refuse:
            return refuse["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in refuse:
            return refuse["DATA"]
        return await super().handle_DATA(server, session, envelope)

    async def handle_QUIT(self, server, session, envelope):
        if setup["deaf"]:
            await asyncio.sleep(3600)
        return "221 Bye"


def authenticate(server, session, envelope, mechanism, data):
    expected = LoginPassword(setup["user"].encode(), setup["password"].encode())
    known = isinstance(data, LoginPassword) and data == expected
    print(f"{mechanism}: {'let in' if known else 'refused'}", flush=True)
    return AuthResult(success=known, handled=known)


async def main():
    context = None
    if setup["tls"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(setup["cert"], setup["key"])
    at_once, later = setup["tls"] == "smtps", setup["tls"] == "starttls"
    login = setup["user"] is not None
    handler = Handler(setup["folder"])

    def serve():
        return SMTP(
            handler,
            tls_context=context if later else None,
            require_starttls=later,
            authenticator=authenticate if login else None,
            auth_required=login,
            auth_require_tls=later,
            auth_exclude_mechanism=setup["without"],
        )

    server = await asyncio.get_running_loop().create_server(
        serve, setup["host"], setup["port"], ssl=context if at_once else None
    )
    await server.serve_forever()


asyncio.run(main())
