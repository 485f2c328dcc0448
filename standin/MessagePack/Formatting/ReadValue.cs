using MessagePack.Wire;

namespace MessagePack.Formatting;

internal delegate T ReadValue<out T>(ref Input input);
