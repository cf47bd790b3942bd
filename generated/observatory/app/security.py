"""Who may call: nobody, until you say so here."""

from observatory.server import Credential, SecurityHandlers, dev_principal


class Security(SecurityHandlers):
    """Refuses everybody but the holder of the development token, which exists only while APIGEN_DEV_TOKEN is set.

    Look the credential up in your own way and return who is calling; handlers get that by `request.principal(User)`.
    """

    def device(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def key(self, credential: Credential) -> object | None:
        return dev_principal(credential)
