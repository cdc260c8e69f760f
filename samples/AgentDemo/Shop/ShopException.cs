namespace AgentDemo.Shop;

/// <summary>The shop refuses what a tool was asked to do; the message says why and is meant for the model.</summary>
internal sealed class ShopException(string message) : Exception(message);
