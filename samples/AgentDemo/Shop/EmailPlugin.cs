using System.ComponentModel;
using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel;
using Microsoft.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>Mail to customers. Nothing leaves the machine: a mail that was sent is an effect.</summary>
internal sealed class EmailPlugin(EffectLog effects)
{
    public const string Name = "Email";
    public const string SendTool = "Email-Send";

    [KernelFunction("Send")]
    [Oversight(Risk = 0.6, Flags = RiskFlags.External | RiskFlags.Irreversible)]
    [Description("Sends an e-mail in the shop's name.")]
    public async Task<JsonElement> SendAsync(
        [Description("The address to send to.")] string to,
        [Description("The subject, one line.")] string subject,
        [Description("The text of the mail.")] string body)
    {
        if (!MailAddress.TryCreate(to, out MailAddress? address))
        {
            throw new ShopException($"{to} is not a mail address.");
        }

        await effects.RecordAsync(SendTool, new JsonObject { ["to"] = address.Address, ["subject"] = subject, ["body"] = body });
        var sent = new JsonObject { ["to"] = address.Address, ["subject"] = subject, ["sent"] = true };
        return JsonSerializer.SerializeToElement(sent, ShopJson.Default.JsonObject);
    }
}
