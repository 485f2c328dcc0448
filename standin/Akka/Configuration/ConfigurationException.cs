using Akka.Actor;

namespace Akka.Configuration;

public class ConfigurationException(string message, Exception exception = null) : AkkaException(message, exception);
