"""A push becomes a notification though no page is open: in its language, replaced, taken away, and told to the network."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.journeys import demonstration
from tests.journeys.walking import browser

pytestmark = [pytest.mark.journey, pytest.mark.needs("chromium"), pytest.mark.timeout(240)]

SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  ({ title, body, lang, dir, tag, data }) => ({ title, body, lang, dir, tag, page: data.page }))"""
# Chromium takes no subscription without a push service: what the browser itself does is stood in for, nothing of ours.
SUBSCRIBES = """(keys) => {
  let mine = null;
  const made = { endpoint: "https://fcm.googleapis.com/fcm/send/journey", options: {}, unsubscribe: async () => { mine = null; return true; } };
  made.toJSON = () => ({ endpoint: made.endpoint, expirationTime: null, keys });
  PushManager.prototype.getSubscription = async () => mine;
  PushManager.prototype.subscribe = async (asked) => {
    window.asked = [asked.userVisibleOnly, asked.applicationServerKey.length];
    return (mine = made);
  };
}"""
