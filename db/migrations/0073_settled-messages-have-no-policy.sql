-- What stands in the place of a settled message goes the way of that message (IN-06): a line of its own changed nothing.
DELETE FROM integration.policy WHERE message_type = 'mes.message.resolved.v1';
