-- Whether somebody has said where they are paid, without reading all that they wrote.
CREATE INDEX messages_payable ON messages (peer)
    WHERE direction = 'in' AND shown = 1 AND instr(tags, '["lightning",') > 0;
