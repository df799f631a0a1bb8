"""Hosts with certificates: by an authority of one's own, by nobody one knows, for somebody else."""

import shutil
import ssl
import subprocess
import time

import pytest
from pydantic import SecretStr

from fashion_search.connections.databricks.connect import databricks_credentials
from fashion_search.connections.databricks.login import DatabricksLogin
from fashion_search.connections.http import trust
from fashion_search.errors import ConfigurationError

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make certificates")


class Authority:
    """Signs certificates."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "authority.pem"
        made = [
            "-subj",
            "/CN=an authority of our own",
            "-keyout",
            folder / "authority.key",
            "-out",
            self.file,
        ]
        extensions = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign"]
        openssl("req", "-x509", *NEW_KEY, "-days", "2", *made, *extensions)

    def context(self, name):
        """What a server shows that has this name."""
        asked, key, signed, names = (
            self.folder / f"{name}.{suffix}" for suffix in ("csr", "key", "pem", "ext")
        )
        kind = "IP" if name[0].isdigit() else "DNS"
        names.write_text(f"subjectAltName={kind}:{name}\n")
        openssl("req", *NEW_KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", asked)
        by = ["-CA", self.file, "-CAkey", self.folder / "authority.key", "-CAcreateserial"]
        openssl("x509", "-req", "-in", asked, *by, "-days", "2", "-out", signed, "-extfile", names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed, key)
        return context


NEW_KEY = ("-newkey", "rsa:2048", "-nodes", "-sha256")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def known(authority, monkeypatch):
    """The authority is one of those that are believed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))


@pytest.fixture(autouse=True)
def _roots_are_read_anew(monkeypatch):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    trust.roots.cache_clear()
    yield
    trust.roots.cache_clear()


@pytest.fixture
def shows(start):
    """Starts a server that shows a certificate; its address."""

    def show(context):
        server = start(context)
        server.on("/", server.reply())
        server.on("/.well-known/databricks-config", server.reply())
        return server.url.replace("http://", "https://")

    return show


def test_an_authority_of_ones_own_is_believed_when_named(authority, shows, world, get, known):
    url = shows(authority.context("127.0.0.1"))
    connection = world.connect(url)
    assert world.send(connection, get()).status == 200
    assert world.send(connection, get()).status == 200


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_certificate_of_nobody_one_knows_is_refused_at_once_with_the_remedy(authority, shows, world, get):
    url = shows(authority.context("127.0.0.1"))
    began = time.monotonic()
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:\d+ shows .* SSL_CERT_FILE"):
        world.send(world.connect(url), get())
    assert time.monotonic() - began < 2


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_certificate_for_somebody_else_is_refused(authority, shows, world, get, known):
    url = shows(authority.context("elsewhere.example"))
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:\d+ shows .*not valid for '127\.0\.0\.1'"):
        world.send(world.connect(url), get())


class TestTheLogin:
    @pytest.fixture(autouse=True)
    def _sdk(self, monkeypatch):
        pytest.importorskip("databricks.sdk", reason="needs the databricks extra")
        for name in (
            "DATABRICKS_HOST",
            "DATABRICKS_TOKEN",
            "DATABRICKS_CLIENT_ID",
            "DATABRICKS_CLIENT_SECRET",
        ):
            monkeypatch.delenv(name, raising=False)

    def credentials(self, url):
        return databricks_credentials(DatabricksLogin(host=url, token=SecretStr("a-token")))

    def test_it_believes_the_same_authority(self, authority, shows, known):
        grant = self.credentials(shows(authority.context("127.0.0.1"))).grant()
        assert grant.headers["Authorization"] == "Bearer a-token"

    @pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
    def test_it_refuses_an_unknown_one_at_once_with_the_remedy(self, authority, shows):
        url = shows(authority.context("127.0.0.1"))
        began = time.monotonic()
        with pytest.raises(ConfigurationError, match=r"https://127\.0\.0\.1:\d+ shows .*REQUESTS_CA_BUNDLE"):
            self.credentials(url).grant()
        assert time.monotonic() - began < 3
