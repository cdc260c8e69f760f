using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The function with which a model asks people. It never runs: oversight turns the call into a review, and the answer is its result.</summary>
internal sealed class HumanFunction : AIFunction
{
    public HumanFunction(HumanOptions options, string name)
    {
        Options = options;
        Name = name;
        Description = options.Description;
        JsonSchema = Schema(options);
    }

    public HumanOptions Options { get; }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody was asked: the function works only where oversight holds its calls. Call AddOversight() on the kernel.");

    private static JsonElement Schema(HumanOptions options)
    {
        var properties = new JsonObject
        {
            ["question"] = new JsonObject { ["type"] = "string", ["description"] = "The question, with everything that the person needs to know to answer it." },
            ["choices"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
                ["description"] = "The answers to choose from. Leave it out when any answer will do.",
            },
        };
        if (options.Addressees.Count > 0)
        {
            properties["to"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. options.Addressees.Keys.Select(k => (JsonNode)k)]),
                ["description"] = "Who is asked. Leave it out when it does not matter.",
            };
        }

        return JsonElement.Parse(new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray("question"), ["additionalProperties"] = false }.ToJsonString());
    }
}
