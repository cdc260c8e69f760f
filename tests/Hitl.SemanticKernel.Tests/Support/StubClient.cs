using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace Hitl.SemanticKernel.Tests.Support;

internal static class StubClient
{
    /// <summary>A client of OpenAI's that asks the stub, and asks once.</summary>
    public static OpenAIClient Client(this OpenAIStub stub) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = stub.Endpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
