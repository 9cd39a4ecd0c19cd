"""A datagram becomes an event, without sockets or clocks."""
