"""One settings file, driven by the environment, safe by default, loud when something is missing.

Every variable is listed in `.env.example`; a test says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from coop.web import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()


def secret(name: str) -> str:
    """The value of a variable, or of the file that NAME_FILE points to; empty when neither is set."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, "")


def required(name: str, hint: str) -> str:
    """The value of a variable that has no safe default."""
    if value := secret(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. {hint} See .env.example.")


# --- what kind of copy this is -------------------------------------------------------------------------------------
PRODUCTION = env.bool("COOP_PRODUCTION", False)
DEMO = env.bool("COOP_DEMO", False)
DEBUG = env.bool("COOP_DEBUG", False)
TESTING = env.bool("COOP_TESTING", False)
STRICT = TESTING or DEMO
"""In tests and the demo a mistake raises; in production it stays closed and silent."""

SECRET_KEY = required("SECRET_KEY", "A long random text that signs sessions.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
BASE_URL = env.str("BASE_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
"""Where people reach the application; links in messages and on posters start with it."""

# --- servers -------------------------------------------------------------------------------------------------------
DATABASE_AS_OWNER = env.bool("COOP_DATABASE_AS_OWNER", False)
"""True only for the commands that migrate, back up and restore; the web and the workers never are the owner."""


def database(address: str) -> dict[str, object]:
    """Django's description of a `postgresql://` address; the socket folder travels as `?host=`."""
    parts = urlsplit(address)
    options = {"connect_timeout": "5", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
    }


_application_url = required("DATABASE_URL", "The application's account: neither superuser nor owner.")
DATABASE_APPLICATION_ACCOUNT = urlsplit(_application_url).username or ""
_owner_url = required("DATABASE_OWNER_URL", "The owner's account migrates.") if DATABASE_AS_OWNER else ""
DATABASES = {"default": database(_owner_url or _application_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "A server of the Redis protocol: redis://host:6379/0 or unix:///path/redis.sock.")
_socket = REDIS_URL.startswith("unix://")
CELERY_BROKER_URL = f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host=0" if _socket else REDIS_URL
CELERY_RESULT_BACKEND = None
BROKER_PATIENCE = 2
"""Seconds that a person waits at most for a broker that is there and does not answer."""
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": BROKER_PATIENCE + 3,
    "socket_connect_timeout": BROKER_PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = False
CELERY_BROKER_CONNECTION_RETRY = False
"""A worker ends when it finds no broker or loses it: whoever supervises it starts it afresh. One that waits for its broker does
not hear that it should stop, and one that connects again by itself was seen to take nothing from the queue any more."""
_cache_db = env.int("COOP_CACHE_DB", 2)
CACHES = {
    "default": {
        "BACKEND": "coop.web.caching.PatientCache",
        "LOCATION": f"{REDIS_URL}?db={_cache_db}" if _socket else f"{REDIS_URL.rsplit('/', 1)[0]}/{_cache_db}",
        "KEY_PREFIX": env.str("COOP_CACHE_PREFIX", "coop"),
        "OPTIONS": {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE, "retry": None},
    }
}

# --- secrets outside the database ----------------------------------------------------------------------------------
COOP_KEYRING_FILE = Path(required("COOP_KEYRING_FILE", "The key ring; kept apart from the database and its backups."))

JOURNAL_DAYS = env.int("JOURNAL_DAYS", 365)
"""How long the journal is kept: between 183 and 366 days. The database refuses less, whatever stands here."""
# Placeholders: no source was found; the school's registrar says how long hours and decisions must be provable.
VOLUNTEERS_RECORDS_YEARS = env.int("VOLUNTEERS_RECORDS_YEARS", 2)
VOLUNTEERS_PROOF_YEARS = env.int("VOLUNTEERS_PROOF_YEARS", 10)
# Our choice: four weeks serve fairness over four weeks; ninety days and a year serve recalls; no law says a number.
PANTRY_NEEDS_DAYS = env.int("PANTRY_NEEDS_DAYS", 28)
PANTRY_JOIN_DAYS = env.int("PANTRY_JOIN_DAYS", 90)
PANTRY_JOIN_MOST_DAYS = env.int("PANTRY_JOIN_MOST_DAYS", 365)
RECALLS_URL = env.str("RECALLS_URL", "")
"""Where the national list of recalls is fetched each night; empty: never, and nothing leaves the machine."""
COOP_DELETIONS_FILE = Path(env.str("COOP_DELETIONS_FILE", str(COOP_KEYRING_FILE.with_name("deletions.log"))))
"""What was erased, as keyed digests: survives the database and is read when a backup is restored."""

# --- applications --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "coop.web",
    "coop.vault",
    "coop.audit",
    "coop.notifications",
    "coop.accounts",
    "coop.school",
    "coop.documents",
    "pantry",
    "referrals",
    "volunteers",
    "coop.reports",
    "coop.setup",
    "coop.rights",
    "coop.services",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
    "csp",
]
MIDDLEWARE = [
    "coop.web.middleware.numbered",
    "coop.web.middleware.sane_input",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coop.accounts.middleware.session_rules",
    "coop.web.middleware.declared_access",
    "coop.web.middleware.private_pages",
]
ROOT_URLCONF = "coop.urls"
WSGI_APPLICATION = "coop.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "coop.web.context.page",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["coop.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["coop.accounts.hashers.Argon2", "django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "coop.accounts.passwords.EnoughBits"},
]
ACCOUNT_ADAPTER = "coop.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# A school goes out by one address: the limit for one person is tight, the one for the address is not.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "60/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",  # nosec B105 # a limit
}
ACCOUNT_FORMS = {
    "login": "coop.accounts.signin_forms.LoginForm",
    "request_login_code": "coop.accounts.signin_forms.RequestLoginCodeForm",
    "confirm_login_code": "coop.accounts.signin_forms.ConfirmLoginCodeForm",
    "reset_password": "coop.accounts.signin_forms.ResetPasswordForm",  # nosec B105 # a class
    "reset_password_from_key": "coop.accounts.signin_forms.ResetPasswordKeyForm",  # nosec B105 # a class
    "change_password": "coop.accounts.signin_forms.ChangePasswordForm",  # nosec B105 # a class
    "reauthenticate": "coop.accounts.signin_forms.ReauthenticateForm",
}
MFA_ADAPTER = "coop.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "coop.accounts.signin_forms.SecondFactorForm",
    "reauthenticate": "coop.accounts.signin_forms.SecondFactorAgainForm",
    "activate_totp": "coop.accounts.signin_forms.ActivateTotpForm",
    "add_webauthn": "coop.accounts.signin_forms.PasskeyForm",
    "authenticate_webauthn": "coop.accounts.signin_forms.UsePasskeyForm",
    "reauthenticate_webauthn": "coop.accounts.signin_forms.UsePasskeyAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "coop_session"
CSRF_COOKIE_NAME = "coop_csrf"

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
CATALOGUES = [
    "web",
    "accounts",
    "school",
    "documents",
    "notifications",
    "audit",
    "reports",
    "setup",
    "pantry",
    "referrals",
    "volunteers",
    "help",
]
LOCALE_PATHS = [BASE_DIR / "locale" / name for name in CATALOGUES]
LANGUAGE_COOKIE_NAME = "coop_language"
TIME_ZONE = env.str("TIME_ZONE", "Europe/Paris")
USE_TZ = True

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
"""Only the image of a real deployment collects its files (COOP_PRODUCTION=1 manage.py collectstatic)."""
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "coop.web.wheels.WheelFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
"""No upload is ever kept as a file: what is uploaded is parsed and forgotten."""
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["coop.web.uploads.MemoryOnly"]

# --- headers -------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    "camera": ["self"],
    "geolocation": [],
    "microphone": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # One host name among a school's many: nothing is decided here for the others.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- mail ----------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", str(BASE_DIR / "var" / "mail"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "CO'OP <coop@localhost>")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
ANYMAIL = dict(pair.split("=", 1) for pair in secret("ANYMAIL").split(",") if "=" in pair)
"""What a provider of django-anymail wants to know, as its pages name it: MAILGUN_API_KEY=…,MAILGUN_SENDER_DOMAIN=…"""

# --- logs: no names, no addresses with parameters, no bodies -------------------------------------------------------
LOGGING = logs.settings_for(env.str("LOG_LEVEL", "WARNING"))
