// The core's types are part of this module's own interface: apps import KnockKit alone.
@_exported import KnockFFI
