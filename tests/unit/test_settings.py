import os
import pickle
import subprocess
import sys
import traceback

import pytest
from pydantic import SecretStr

from fashion_search.connections.http.patience import RetryPolicy
from fashion_search.errors import ConfigurationError
from fashion_search.settings import Settings

PAT = "dapi0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("FASHION_", "DATABRICKS_")):
            monkeypatch.delenv(name)


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "fashion.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_defaults_are_the_names_of_the_demo():
    settings = Settings()
    assert settings.chosen_backend == "databricks"
    assert settings.full_name(settings.products_table) == "main.fashion_demo.products"
    assert settings.full_name(settings.embeddings_table) == "main.fashion_demo.product_embeddings_multimodal"
    assert settings.indexes == {
        "image": "main.fashion_demo.vs_image_search",
        "text": "main.fashion_demo.vs_text_search",
        "hybrid": "main.fashion_demo.vs_hybrid_search",
    }
    assert settings.pictures == "/Volumes/main/fashion_demo/raw_data/images/{product_id}.jpg"
    assert settings.embedding_endpoint == "clip-multimodal-encoder"
    assert settings.vector_search_endpoint == "fashion_vector_search"
    assert (settings.blend.relevance, settings.blend.rules) == (0.6, 0.4)


def test_keywords_go_before_the_environment_and_that_before_the_file(written, monkeypatch):
    path = written('catalog = "file"\nschema = "file"\nhost = "file"\n')
    monkeypatch.setenv("FASHION_SCHEMA", "environment")
    monkeypatch.setenv("DATABRICKS_HOST", "environment")
    settings = Settings.from_file(path, host="keyword")
    assert (settings.catalog, settings.schema_name, settings.host) == ("file", "environment", "keyword")


def test_a_file_is_not_remembered(written):
    Settings.from_file(written('catalog = "file"'))
    assert Settings().catalog == "main"


def test_parts_are_tables_of_the_file_and_double_underscores_of_the_environment(written, monkeypatch):
    path = written(
        "[retry]\nattempts = 2\nfirst_wait_s = 0.5\n[limits]\npool_size = 3\n[rule_weights]\nprice = 0\n"
    )
    monkeypatch.setenv("FASHION_RETRY__ATTEMPTS", "7")
    settings = Settings.from_file(path)
    assert settings.retry == RetryPolicy(attempts=7, first_wait_s=0.5)
    assert settings.limits.pool_size == 3
    assert settings.blend.by_rule.price == 0


def test_the_login_reads_the_standard_variables(monkeypatch):
    for name, value in {
        "HOST": "https://shop",
        "CLIENT_ID": "cid",
        "CLIENT_SECRET": "dose1234567890",
        "CONFIG_PROFILE": "p",
        "AUTH_TYPE": "oauth-m2m",
        "WAREHOUSE_ID": "w",
    }.items():
        monkeypatch.setenv(f"DATABRICKS_{name}", value)
    settings = Settings()
    login = settings.login
    assert (login.host, login.client_id, login.profile, login.auth_type) == (
        "https://shop",
        "cid",
        "p",
        "oauth-m2m",
    )
    assert login.client_secret == SecretStr("dose1234567890")
    assert settings.warehouse_id == "w"


def test_our_variable_goes_before_the_standard_one(monkeypatch):
    monkeypatch.setenv("DATABRICKS_HOST", "https://standard")
    monkeypatch.setenv("FASHION_HOST", "https://ours")
    assert Settings().host == "https://ours"


def test_credentials_given_as_keywords_stand_alone(monkeypatch):
    monkeypatch.setenv("DATABRICKS_TOKEN", PAT)
    login = Settings(client_id="cid", client_secret="dose1234567890").login  # noqa: S106
    assert (login.token, login.auth_type) == (None, "oauth-m2m")
    monkeypatch.delenv("DATABRICKS_TOKEN")
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", "dose1234567890")
    login = Settings(token=PAT).login
    assert (login.client_secret, login.auth_type) == (None, "pat")


def test_the_backend_follows_from_what_is_set(tmp_path):
    assert Settings(store=tmp_path).chosen_backend == "embedded"
    assert Settings(postgres_url="postgresql://h/d").chosen_backend == "postgres"
    assert Settings(store=tmp_path, backend="databricks").chosen_backend == "databricks"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"schemaa": "x"}, r"Unknown setting 'schemaa'. Did you mean 'schema'"),
        ({"retry": {"atempts": 1}}, r"'retry': unknown name 'atempts'. Did you mean 'attempts'"),
        ({"retry": {"attempts": 0}}, "'retry': attempts is 0; it must be positive"),
        ({"limits": {"pool_size": "many"}}, "'limits.pool_size'"),
        ({"rule_weights": {"color": -1}}, "color is -1"),
        ({"diversity": 3}, "'diversity': Input should be less than or equal to 1"),
        ({"timeout_s": 0}, "'timeout_s'"),
        ({"dialect": "mongo"}, "'dialect': Input should be 'auto', 'standard' or 'storage_optimized'"),
        ({"backend": "embedded"}, "^backend is 'embedded', but there is no store"),
        ({"backend": "postgres"}, "^backend is 'postgres', but there is no postgres_url"),
        (
            {"lakebase_instance": "a", "lakebase_endpoint": "b"},
            "^both lakebase_instance and lakebase_endpoint",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(values, said):
    with pytest.raises(ConfigurationError, match=said):
        Settings(**values)


def test_a_name_in_the_file_is_checked_like_any_other(written):
    with pytest.raises(ConfigurationError, match=r"Unknown setting 'catalogue'\. Did you mean 'catalog'"):
        Settings.from_file(written('catalogue = "x"'))


def test_a_slip_in_a_variable_is_named_and_other_peoples_variables_are_left_alone(monkeypatch):
    monkeypatch.setenv("FASHION_TEST_DATA", "/data")
    monkeypatch.setenv("FASHION_WEEK", "paris")
    Settings()
    monkeypatch.setenv("FASHION_SCHEMAS", "x")
    with pytest.raises(ConfigurationError, match=r"FASHION_SCHEMAS\. Did you mean FASHION_SCHEMA"):
        Settings()


def test_a_file_that_cannot_be_read_says_why(written, tmp_path):
    with pytest.raises(ConfigurationError, match="No such file"):
        Settings.from_file(tmp_path / "absent.toml")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        Settings.from_file(written("catalog = "))


def test_no_secret_is_ever_shown(written, monkeypatch):
    monkeypatch.setenv("DATABRICKS_TOKEN", PAT)
    url = "postgresql://u:pa55word@h/d"
    settings = Settings(postgres_url=url, client_secret=PAT)
    shown = [repr(settings), str(settings), str(settings.model_dump()), repr(settings.login)]
    shown.append(settings.model_dump_json())
    for wrong in ({"token": [PAT]}, {"postgres_url": 3, "client_secret": {"a": PAT}}, {"diversity": PAT}):
        with pytest.raises(ConfigurationError) as caught:
            Settings(**wrong)
        shown += traceback.format_exception(caught.value)
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_file(written(f'client_secret = ["{PAT}"]'))
    shown += traceback.format_exception(caught.value)
    shown = [line for line in shown if "with pytest.raises" not in line]
    assert PAT not in " ".join(shown)
    assert "pa55word" not in " ".join(shown)


def test_names_with_one_dot_are_refused():
    assert Settings().full_name("a.b.c") == "a.b.c"
    with pytest.raises(ConfigurationError, match=r"'b\.c'"):
        Settings().full_name("b.c")


def test_settings_do_not_change_and_can_be_sent_to_another_process():
    settings = Settings(token=PAT, retry={"attempts": 9})
    with pytest.raises(Exception, match="frozen"):
        settings.catalog = "x"
    again = pickle.loads(pickle.dumps(settings))  # noqa: S301
    assert again == settings
    assert again.login.auth_type == "pat"


def test_settings_load_nothing_that_talks():
    code = (
        "import sys; from fashion_search.settings import Settings; Settings();"
        "sys.exit(bool({'databricks', 'httpx', 'sqlalchemy', 'psycopg', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
