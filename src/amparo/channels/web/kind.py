"""The web as a channel: people come to us, so it has no addresses and sends nothing.

A report that comes by the web has no correspondent unless its writer lets us call back by another channel.
"""

from amparo.channels.domain.kinds import ChannelKind

KIND = ChannelKind.WEB
HAS_ADDRESSES = False
