"""Who may call: nobody, until you say so here."""

from depot.server import Credential, SecurityHandlers, dev_principal


class Security(SecurityHandlers):
    """Refuses everybody but the holder of the development token, which exists only while APIGEN_DEV_TOKEN is set.

    Look the credential up in your own way and return who is calling; handlers get that by `request.principal(User)`.
    """

    def key(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def link(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def clerk(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def portal(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def browser(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def robot(self, credential: Credential) -> object | None:
        return dev_principal(credential)

    def phone(self, credential: Credential) -> object | None:
        return dev_principal(credential)
