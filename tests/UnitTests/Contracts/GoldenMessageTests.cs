using System.Reflection;
using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;

using MassTransit;
using MassTransit.Serialization;

namespace Guide.UnitTests.Contracts;

/// <summary>
/// The wire form of each message, as the bus writes it. These texts are what another version of a stage reads: a change here is a new
/// version of the message, not an edit of this file.
/// </summary>
public sealed class GoldenMessageTests
{
    private static readonly Guid Group = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly JsonSerializerOptions Wire = EndpointDefaults.ConfigureJson(SystemTextJsonMessageSerializer.Options);

    public static TheoryData<object, string, string, string> Golden => new()
    {
        {
            new SampleGroup { RunId = "r", GroupId = Group, Purpose = Purpose.Eval, MinimumPolicyVersion = 7 },
            "guide:sample-group:v1", "guide.sample-group.v1",
            """{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff","purpose":"Eval","minimumPolicyVersion":7}"""
        },
        {
            new GroupSampled { RunId = "r", GroupId = Group, Purpose = Purpose.Train, PolicyVersion = 3 },
            "guide:group-sampled:v1", "guide.group-sampled.v1",
            """{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff","purpose":"Train","policyVersion":3}"""
        },
        {
            new GroupVerified { RunId = "r", GroupId = Group, Purpose = Purpose.Replay, VerifierSetVersion = "math/1", JudgedCount = 8, CorrectCount = 5 },
            "guide:group-verified:v1", "guide.group-verified.v1",
            """{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff","purpose":"Replay","verifierSetVersion":"math/1","judgedCount":8,"correctCount":5}"""
        },
        {
            new GroupCompleted { RunId = "r", GroupId = Group },
            "guide:group-completed:v1", "guide.group-completed.v1",
            """{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff"}"""
        },
        {
            new GroupDiscarded { RunId = "r", GroupId = Group, Reason = DiscardReason.Poison },
            "guide:group-discarded:v1", "guide.group-discarded.v1",
            """{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff","reason":"Poison"}"""
        },
        {
            new PolicyUpdated { RunId = "r", PolicyVersion = 12, CheckpointUri = "v12", CheckpointSha256 = "ab" },
            "guide:policy-updated:v1", "guide.policy-updated.v1",
            """{"runId":"r","policyVersion":12,"checkpointUri":"v12","checkpointSha256":"ab"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_wire_form_of_a_message_stays(object message, string urn, string entity, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(message, message.GetType(), Wire));
        Assert.Equal(message, JsonSerializer.Deserialize(json, message.GetType(), Wire));
        Assert.Equal(urn, MessageUrn.ForTypeString(message.GetType()));
        Assert.Equal(entity, message.GetType().GetCustomAttribute<EntityNameAttribute>()?.EntityName);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_message_without_one_of_its_properties_is_refused(object message, string urn, string entity, string json)
    {
        _ = (urn, entity);
        var properties = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        Assert.All(properties.Keys, missing =>
        {
            var rest = JsonSerializer.Serialize(properties.Where(property => property.Key != missing).ToDictionary());
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(rest, message.GetType(), Wire));
        });
    }

    [Fact]
    public void Every_message_has_its_golden_form()
    {
        var messages = typeof(SampleGroup).Assembly.GetTypes().Where(type => type.Namespace == typeof(SampleGroup).Namespace && type.IsPublic);
        Assert.Equal(
            messages.Select(type => type.Name).Order(),
            Golden.Select(row => ((object)row[0]).GetType().Name).Order());
    }
}
